-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- advisory_unlock: let the next process write (runs in the PostgreSQL catalogue)
select pg_advisory_unlock(%s)
