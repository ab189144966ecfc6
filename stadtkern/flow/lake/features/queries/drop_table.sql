-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- drop_table: remove a table with all that is in it; {table}
drop table if exists {table}
