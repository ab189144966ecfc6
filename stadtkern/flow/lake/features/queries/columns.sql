-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- columns: columns of a table and their types; $name of the table
select column_name, data_type
from duckdb_columns()
where database_name = 'lake' and table_name = $name
order by column_index
