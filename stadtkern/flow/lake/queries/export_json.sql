-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- export_json: one JSON object per observation, times as ISO 8601 in UTC
-- $everything: all datastreams, else those in $datastreams; [$start_us, $end_us); superseded ones are left out
select
    to_json({
        'datastream': coalesce(n.datastream, o.datastream_id::varchar),
        'datastream_id': o.datastream_id,
        'phenomenon_time': strftime(o.phenomenon_time, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z'),
        'phenomenon_end': strftime(o.phenomenon_end, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z'),
        'result_time': strftime(o.result_time, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z'),
        'result': coalesce(to_json(o.result), try_cast(o.result_json as json)),
        'quality': o.quality,
        'parameters': try_cast(o.parameters as json),
        'feature_id': o.feature_id
    })::varchar as record
from lake.observations as o
left join export_names as n on n.datastream_id = o.datastream_id
where ($everything or o.datastream_id in (select unnest($datastreams::bigint[])))
    and o.phenomenon_time >= make_timestamptz($start_us) and o.phenomenon_time < make_timestamptz($end_us)
    and coalesce(o.quality, 0) & 4 = 0
order by o.datastream_id, o.phenomenon_time
