-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- configure: settings of the whole query engine; Parquet files of the lake never change, so their cache needs no check
set global TimeZone = 'UTC';
set global ducklake_max_retry_count = 100;
set global parquet_metadata_cache = true;
set global validate_external_file_cache = 'NO_VALIDATION';
