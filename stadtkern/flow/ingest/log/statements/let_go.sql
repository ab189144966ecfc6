-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- let_go: give a partition free; $1 kind of lock, $2 number of the partition
select pg_advisory_unlock(%s, %s)
