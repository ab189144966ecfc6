-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- drop_column: take a field away with all its values; {table}, {column}
alter table {table} drop column {column}
