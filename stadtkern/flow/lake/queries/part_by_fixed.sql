-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_by_fixed: values of {members} in buckets of $width_us that begin with $origin_us, for [$start_us, $end_us)
-- $first_id, $last_id: between which the datastreams lie. Superseded observations (quality bit 4) are left out; those
-- with a flag of $left_out are only counted. {members}, {from}, {key}, {value}: part_*.sql (part of series_by, series_together)
members as (
    {members}
),

valued as (
    select
        {key},
        (epoch_us(phenomenon_time) - $origin_us) // $width_us as bucket,
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
    where given is not null
)
