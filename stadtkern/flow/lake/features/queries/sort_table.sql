-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- sort_table: files are joined in the order of space, {table}; features of a map lie side by side
alter table {table} set sorted by (_zoom, _cell)
