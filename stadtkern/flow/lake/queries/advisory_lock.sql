-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- advisory_lock: wait until this process may write (runs in the PostgreSQL catalogue; the number means "stadtkern lake")
select pg_advisory_lock(7305808869229538)
