-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- table_count: rows of {table} as of snapshot {snapshot}; told from the catalogue where nothing was removed
select count(*) as "rows" from lake.{table} at (version => {snapshot})
