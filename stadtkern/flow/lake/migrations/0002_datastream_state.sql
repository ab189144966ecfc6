-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- 0002: checkpoint of what the writer keeps per datastream, so that a start need not read all observations
create table lake.datastream_state (
    as_of_snapshot bigint not null,
    datastream_id bigint not null,
    observations bigint not null,
    first_time timestamptz not null,
    last_time timestamptz not null,
    result double,
    result_json varchar,
    quality usmallint
);
