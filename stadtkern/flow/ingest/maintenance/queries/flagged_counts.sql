-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- flagged_counts: values and implausible ones per datastream of the last day and week; only datastreams with any
-- $week_us, $day_us: beginnings, $end_us: end [us since 1970, UTC]; $flags: what makes a value implausible
select
    datastream_id,
    count(*) filter (phenomenon_time >= make_timestamptz($day_us::bigint)) as values_day,
    count(*) filter (
        phenomenon_time >= make_timestamptz($day_us::bigint) and coalesce(quality, 0) & $flags <> 0
    ) as flagged_day,
    count(*) as values_week,
    count(*) filter (coalesce(quality, 0) & $flags <> 0) as flagged_week
from observations
where phenomenon_time >= make_timestamptz($week_us::bigint) and phenomenon_time < make_timestamptz($end_us::bigint)
    and (quality is null or quality & 4 = 0)
group by datastream_id
having flagged_week > 0
order by datastream_id
