-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- table_count: rows of {table}; told from the catalogue, not read
select count(*) as "rows" from lake.{table}
