-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_fixed: statistics per bucket of fixed length over {datastreams}, for [$start_us, $end_us)
-- $origin_us: start of the first bucket, $width_us: its length; {datastreams}, {value}, {statistics}: the files part_*.sql
-- Superseded observations (quality bit 4) are left out; those with a flag of $left_out are only counted.
with valued as (
    select
        (epoch_us(phenomenon_time) - $origin_us) // $width_us as bucket,
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
group by bucket
order by bucket
