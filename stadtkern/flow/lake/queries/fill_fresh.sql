-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- fill_fresh: all rows of one table of the catalogue; {table} its name
insert into __ducklake_metadata_fresh.{table} by name
select * from __ducklake_metadata_lake.{table}
