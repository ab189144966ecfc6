-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- lake_tables: names of all tables of the lake
select table_name from duckdb_tables() where database_name = 'lake' order by table_name
