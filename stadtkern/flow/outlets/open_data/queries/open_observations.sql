-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- open_observations: observations of public channels as a long table, by channel and time
-- one element per channel: $datastreams ids, $components places in results with several values, $several whether
-- there are several, $codes, $places, $quantities and $units as people read them; superseded values are left out
with channels as (
    select
        unnest($datastreams::bigint[]) as datastream_id, unnest($components::integer[]) as component,
        unnest($several::boolean[]) as several, unnest($codes::varchar[]) as datastream,
        unnest($places::varchar[]) as place, unnest($quantities::varchar[]) as quantity,
        unnest($units::varchar[]) as unit
)
select
    o.phenomenon_time as "time", o.phenomenon_end as "end", c.place, c.datastream, c.quantity,
    case
        when c.several then try_cast(try_cast(o.result_json as json) -> c.component as double)
        else o.result
    end as value,
    c.unit,
    case when not c.several and o.result is null then o.result_json end as text,
    (coalesce(o.quality, 0) & ~4)::integer as quality
from observations as o
join channels as c on c.datastream_id = o.datastream_id
where o.datastream_id in (select unnest($datastreams::bigint[]))
    and coalesce(o.quality, 0) & 4 = 0
order by o.datastream_id, c.component, o.phenomenon_time
