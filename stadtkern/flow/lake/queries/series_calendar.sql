-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_calendar: statistics per calendar bucket over $datastreams, for [$start_us, $end_us)
-- $edges_h: first hour (since 1970, UTC) of every bucket and of the one after the last; German midnights are whole hours
-- $component: element of the JSON result, or null; $percentiles: compute p05 to p95 too
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
        case
            when $component::integer is null then result
            else try_cast(json_extract_string(result_json, '$[' || $component::integer || ']') as double)
        end as value
    from observations
    where datastream_id in (select unnest($datastreams))
        and datastream_id between $first_id and $last_id
        and phenomenon_time >= make_timestamptz($start_us) and phenomenon_time < make_timestamptz($end_us)
        and coalesce(quality, 0) & 4 = 0
)

select
    h.bucket,
    count(v.value) as count,
    avg(v.value) as mean,
    min(v.value) as min,
    max(v.value) as max,
    sum(v.value) as sum,
    quantile_cont(v.value, [0.05, 0.25, 0.5, 0.75, 0.95]) filter (where $percentiles) as percentiles
from valued as v
inner join hours as h on v.hour = h.hour
group by h.bucket
order by h.bucket
