-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- export_csv: as export_rows, times as ISO 8601 in UTC
-- $everything: all datastreams, else those in $datastreams; [$start_us, $end_us); superseded ones are left out
select
    coalesce(n.datastream, o.datastream_id::varchar) as datastream,
    o.datastream_id,
    strftime(o.phenomenon_time, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as phenomenon_time,
    strftime(o.phenomenon_end, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as phenomenon_end,
    strftime(o.result_time, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as result_time,
    o.result,
    o.result_json,
    strftime(o.valid_start, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as valid_start,
    strftime(o.valid_end, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as valid_end,
    o.quality,
    o.parameters,
    o.feature_id
from lake.observations as o
left join export_names as n on n.datastream_id = o.datastream_id
where ($everything or o.datastream_id in (select unnest($datastreams::bigint[])))
    and o.phenomenon_time >= make_timestamptz($start_us) and o.phenomenon_time < make_timestamptz($end_us)
    and coalesce(o.quality, 0) & 4 = 0
order by o.datastream_id, o.phenomenon_time
