-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- snapshot: the newest committed snapshot
select id as snapshot from lake.current_snapshot()
