-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- medians: median and number of the values of each of $datastreams in [$start_us, $end_us)
-- $first_id, $last_id: bounds of the datastreams; $unusable: flags that exclude (a drift does not: it may end)
select datastream_id, median(result) as median, count(*) as "values"
from observations
where datastream_id in (select unnest($datastreams::bigint[])) and datastream_id between $first_id and $last_id
    and phenomenon_time >= make_timestamptz($start_us::bigint) and phenomenon_time < make_timestamptz($end_us::bigint)
    and result is not null
    and coalesce(quality, 0) & $unusable = 0
group by datastream_id
order by datastream_id
