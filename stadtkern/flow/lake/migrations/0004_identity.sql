-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- 0004: ids that outlive a change of datastream or time, quality as a client gave it, the whole newest observation
alter table lake.observations add column identity varchar;
alter table lake.observations add column result_quality varchar;
create table lake.moves (
    datastream_id bigint not null,
    phenomenon_time timestamptz not null,
    seq integer not null,
    to_datastream_id bigint not null,
    to_phenomenon_time timestamptz not null,
    to_seq integer not null
);
drop table lake.datastream_state;
create table lake.datastream_state (
    as_of_snapshot bigint not null,
    datastream_id bigint not null,
    observations bigint not null,
    top_time timestamptz not null,
    first_time timestamptz,
    last_time timestamptz,
    first_result_time timestamptz,
    last_result_time timestamptz,
    seq integer,
    phenomenon_end timestamptz,
    result_time timestamptz,
    result double,
    result_json varchar,
    valid_start timestamptz,
    valid_end timestamptz,
    quality usmallint,
    result_quality varchar,
    parameters varchar,
    feature_id bigint,
    identity varchar
);
