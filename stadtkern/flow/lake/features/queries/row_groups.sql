-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- row_groups: small row groups, so that a page of a map reads little; {name} of the table as a string literal
call lake.set_option('parquet_row_group_size', '8192', table_name => {name})
