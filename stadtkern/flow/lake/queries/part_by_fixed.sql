-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_by_fixed: values of {members} in buckets of $width_us that begin with $origin_us, for [$start_us, $end_us)
-- $first_id, $last_id: between which the datastreams lie. Superseded observations (quality bit 4) are left out; those
-- with a flag of $left_out are only counted. {members}, {value}: part_*.sql (part of series_by, series_together)
members as (
    {members}
),

valued as (
    select
        member,
        regular,
        (epoch_us(phenomenon_time) - $origin_us) // $width_us as bucket,
        epoch_us(phenomenon_time) as at_us,
        case when coalesce(quality, 0) & $left_out = 0 then {value} end as value,
        case when ({value}) is not null then coalesce(quality, 0) & $left_out else 0 end as doubts
    from observations
    inner join members using (datastream_id)
    where datastream_id between $first_id and $last_id
        and phenomenon_time >= make_timestamptz($start_us) and phenomenon_time < make_timestamptz($end_us)
        and (quality is null or quality & 4 = 0)
)
