-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- forget_staged: nothing of what arrived stays in memory
drop table if exists incoming;
drop table if exists touched
