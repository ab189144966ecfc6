-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- fillings: per datastream of fill level the stretches between two emptyings and how fast each filled [% per day]
-- $datastreams: ids; [$start, $end): aware times; an emptying is a fall of at least 20 points between hourly means
-- rate: slope of a straight line through the hourly means, so that noise of the sensor does not count as filling
-- Left out by quality (mask 188): superseded (4) and implausible ones (8, 16, 32, 128).
with hours as (
    select
        datastream_id,
        date_trunc('hour', phenomenon_time) as hour,
        avg(result) as level
    from observations
    where datastream_id in (select unnest($datastreams::bigint[]))
        and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
        and coalesce(quality, 0) & 188 = 0 and result is not null
    group by all
),

steps as (
    select
        *,
        coalesce(level - lag(level) over one < -20, false)::integer as emptied
    from hours
    window one as (partition by datastream_id order by hour)
),

stretches as (
    select
        *,
        sum(emptied) over (partition by datastream_id order by hour) as stretch
    from steps
)

select
    datastream_id,
    stretch::bigint as stretch,
    min(hour) as began,
    max(hour) as ended,
    arg_max(level, hour) as newest_level,
    regr_slope(level, epoch(hour) / 86400.0) as rate
from stretches
group by datastream_id, stretch
order by datastream_id, stretch
