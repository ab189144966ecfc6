-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- rename_column: {table}, {before} and {after} names of the column
alter table {table} rename column {before} to {after}
