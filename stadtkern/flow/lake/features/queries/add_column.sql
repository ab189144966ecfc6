-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- add_column: a further field; {table}, {column} name and type
alter table {table} add column {column}
