-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- merge: join some small Parquet files of a month into a sorted one; no row: nothing left to join
call ducklake_merge_adjacent_files('lake', max_compacted_files => 200)
