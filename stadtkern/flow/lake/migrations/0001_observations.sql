-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- 0001: the observation table, one Parquet folder per month (UTC), sorted by (datastream, time)
create table lake.observations (
    datastream_id bigint not null,
    phenomenon_time timestamptz not null,
    phenomenon_end timestamptz,
    result_time timestamptz,
    result double,
    result_json varchar,
    valid_start timestamptz,
    valid_end timestamptz,
    quality usmallint,
    parameters varchar,
    feature_id bigint,
    seq integer
);
alter table lake.observations set partitioned by (year(phenomenon_time), month(phenomenon_time));
alter table lake.observations set sorted by (datastream_id, phenomenon_time);
call lake.set_option('parquet_compression', 'zstd');
call lake.set_option('parquet_version', '2');
call lake.set_option('parquet_row_group_size', '61440');
