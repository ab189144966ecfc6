-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_by_calendar: values of {members} in buckets that begin with the hours $edges_h (since 1970, UTC)
-- For [$start_us, $end_us); the last of $edges_h ends the last bucket. $first_id, $last_id: between which the
-- datastreams lie. Superseded observations (quality bit 4) are left out; those with a flag of $left_out are only
-- counted. {members}, {from}, {key}, {value}: part_*.sql (part of series_by, series_together)
members as (
    {members}
),

edges as (
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
        {key},
        epoch_us(phenomenon_time) // 3600000000 - (epoch_us(phenomenon_time) % 3600000000 < 0)::bigint as hour,
        epoch_us(phenomenon_time) as at_us,
        quality,
        {value} as given
    from {from}
    where datastream_id between $first_id and $last_id
        and phenomenon_time >= make_timestamptz($start_us) and phenomenon_time < make_timestamptz($end_us)
        and (quality is null or quality & 4 = 0)
),

sound as (
    select
        {key},
        bucket,
        at_us,
        quality,
        given,
        case when quality is null or quality & $left_out = 0 then given end as value
    from valued
    inner join hours using (hour)
    where given is not null
)
