-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- table: one released table under its name; rows are numbered in the order of the file as "_row"
create view {name} as
select *, file_row_number as _row from read_parquet({path})
