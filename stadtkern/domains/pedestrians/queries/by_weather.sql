-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- by_weather: mean hourly count of people per weather condition between 9 and 20 o'clock [{person}]
-- $counts, $weather: datastream ids of one site; hours of day are Europe/Berlin; superseded values are left out
select
    json_extract_string(w.result_json, '$') as condition,
    count(*)::bigint as hours,
    avg(c.result) as mean
from observations as c
join observations as w on w.phenomenon_time = c.phenomenon_time
where c.datastream_id = $counts::bigint and w.datastream_id = $weather::bigint
    and coalesce(c.quality, 0) & 4 = 0 and coalesce(w.quality, 0) & 4 = 0
    and date_part('hour', c.phenomenon_time at time zone 'Europe/Berlin') between 9 and 19
group by all
order by mean desc
