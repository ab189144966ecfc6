-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- export_rows: the selected observations with the name of their datastream, sorted by (datastream, time)
-- $everything: all datastreams, else those in $datastreams; [$start_us, $end_us); superseded ones are left out
select
    coalesce(n.datastream, o.datastream_id::varchar) as datastream,
    o.datastream_id, o.phenomenon_time, o.phenomenon_end, o.result_time, o.result, o.result_json,
    o.valid_start, o.valid_end, o.quality, o.parameters, o.feature_id, coalesce(o.seq, 0) as seq,
    o.identity, o.result_quality
from lake.observations as o
left join export_names as n on n.datastream_id = o.datastream_id
where ($everything or o.datastream_id in (select unnest($datastreams::bigint[])))
    and o.phenomenon_time >= make_timestamptz($start_us) and o.phenomenon_time < make_timestamptz($end_us)
    and coalesce(o.quality, 0) & 4 = 0
order by o.datastream_id, o.phenomenon_time
