-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- say: say something to the other processes (PostgreSQL); $1 at most 8,000 bytes
select pg_notify('stadtkern_changes', %s)
