-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- flush: move the small batches that the catalogue holds into Parquet files
call ducklake_flush_inlined_data('lake')
