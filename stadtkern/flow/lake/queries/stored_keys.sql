-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- stored_keys: what is stored for the keys in `old_keys` (row, datastream_id, phenomenon_time), superseded or not
-- $first_id, $last_id, $start_us, $end_us: bounds of those keys, so that only overlapping files are read
select
    k.row, coalesce(o.seq, 0) as seq, o.quality is null or o.quality & 4 = 0 as live, o.result, o.result_json, o.identity
from lake.observations as o
inner join old_keys as k on o.datastream_id = k.datastream_id and o.phenomenon_time = k.phenomenon_time
where o.datastream_id between $first_id and $last_id
    and o.phenomenon_time between make_timestamptz($start_us) and make_timestamptz($end_us)
