-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- means_over_limit: per datastream the means of whole periods, how many were over a limit, the newest and the highest
-- $datastreams: ids; $least: per id how many values make a period count; [$start, $end): aware times
-- $period: hour, day or year of Europe/Berlin; $limit: in the unit of the quantity; basis: 39. BImSchV §§ 2 to 9
-- Left out by quality (mask 188): superseded (4) and implausible ones (8, 16, 32, 128).
with streams as (
    select unnest($datastreams::bigint[]) as datastream_id, unnest($least::bigint[]) as least
),

periods as (
    select
        datastream_id,
        date_trunc($period::varchar, phenomenon_time at time zone 'Europe/Berlin') as start,
        case when $period = 'hour' then epoch(phenomenon_time) // 3600 end as one_of_doubled_hours,
        avg(result) as mean,
        count(result) as counted
    from observations
    where datastream_id in (select datastream_id from streams)
        and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
        and coalesce(quality, 0) & 188 = 0
    group by all
)

select
    datastream_id,
    count(*)::bigint as periods,
    count(*) filter (mean > $limit::double)::bigint as over,
    max(start) as newest_start,
    arg_max(mean, start) as newest_mean,
    max(mean) as highest_mean,
    arg_max(start, mean) as highest_start
from periods
join streams using (datastream_id)
where counted >= least
group by datastream_id
order by datastream_id
