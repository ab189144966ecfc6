-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- shared_lock: wait until nobody has the lock of this number alone, and keep others from that
select pg_advisory_lock_shared(%s)
