-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_fixed: statistics per bucket of fixed length over $datastreams, for [$start_us, $end_us)
-- $origin_us: start of the first bucket, $width_us: its length; $component: element of the JSON result, or null
-- $percentiles: compute p05 to p95 too. Superseded observations (quality bit 4) are left out.
with valued as (
    select
        (epoch_us(phenomenon_time) - $origin_us) // $width_us as bucket,
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
    bucket,
    count(value) as count,
    avg(value) as mean,
    min(value) as min,
    max(value) as max,
    sum(value) as sum,
    quantile_cont(value, [0.05, 0.25, 0.5, 0.75, 0.95]) filter (where $percentiles) as percentiles
from valued
group by bucket
order by bucket
