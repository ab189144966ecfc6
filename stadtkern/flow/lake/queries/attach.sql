-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- attach: open (or make) the lake; {catalogue} DuckLake address, {files} folder or bucket of the Parquet files
-- Batches of up to 200 rows are kept inside the catalogue until compaction: that is the fastest small commit.
attach {catalogue} as lake (data_path {files}, data_inlining_row_limit 200, override_data_path true)
