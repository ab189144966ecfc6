-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- water_changes: per datastream the newest water level and the one at least 24 hours before it [cm]
-- $datastreams: ids; [$start, $end): aware times that hold the last two days. Quality mask 188.
with levels as (
    select datastream_id, phenomenon_time as moment, result as level
    from observations
    where datastream_id in (select unnest($datastreams::bigint[]))
        and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
        and coalesce(quality, 0) & 188 = 0 and result is not null
),

newest as (
    select datastream_id, max(moment) as moment, arg_max(level, moment) as level from levels group by datastream_id
)

select
    newest.datastream_id,
    newest.moment,
    newest.level,
    arg_max(levels.level, levels.moment) filter (levels.moment <= newest.moment - interval 24 hour) as level_before
from newest
join levels using (datastream_id)
group by newest.datastream_id, newest.moment, newest.level
order by newest.datastream_id
