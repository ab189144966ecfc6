-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- take: make a partition mine unless another writer has it; $1 kind of lock, $2 number of the partition
select pg_try_advisory_lock(%s, %s)
