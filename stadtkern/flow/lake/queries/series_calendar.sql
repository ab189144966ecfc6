-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_calendar: statistics per calendar bucket over {datastreams}, for [$start_us, $end_us)
-- $edges_h: first hour (since 1970, UTC) of every bucket and of the one after the last; German midnights are whole hours
-- {datastreams}, {value}, {statistics}: the files part_*.sql. Superseded observations (quality bit 4) are left out.
-- Those with a flag of $left_out are only counted.
with edges as (
    select unnest($edges_h) as first_hour, generate_subscripts($edges_h, 1) - 1 as bucket
),

buckets as (
    select bucket, first_hour, lead(first_hour) over (order by bucket) as next_hour
    from edges
),

hours as (
    select bucket, unnest(range(first_hour, next_hour)) as hour
    from buckets
    where next_hour is not null
),

valued as (
    select
        epoch_us(phenomenon_time) // 3600000000 - (epoch_us(phenomenon_time) % 3600000000 < 0)::bigint as hour,
        case when coalesce(quality, 0) & $left_out = 0 then {value} end as value,
        case when ({value}) is not null then coalesce(quality, 0) & $left_out else 0 end as doubts
    from observations
    where {datastreams}
        and phenomenon_time >= make_timestamptz($start_us) and phenomenon_time < make_timestamptz($end_us)
        and (quality is null or quality & 4 = 0)
)

select
    bucket,
    {statistics}
from valued
inner join hours using (hour)
group by bucket
order by bucket
