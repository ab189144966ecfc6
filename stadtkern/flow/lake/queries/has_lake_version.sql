-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- has_lake_version: 1 when the lake knows its version, 0 when it is new
select count(*) as tables from duckdb_tables() where database_name = 'lake' and table_name = 'lake_version'
