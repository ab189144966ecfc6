-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- advisory_lock: wait until this process may write (runs in the PostgreSQL catalogue; number of the lock)
select pg_advisory_lock(%s)
