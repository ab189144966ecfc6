-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- stored_at: the observations whose addresses are in `wanted` (datastream_id, phenomenon_time, seq), superseded ones too
-- $first_id, $last_id, $start_us, $end_us: bounds of those addresses, so that only overlapping files are read
select
    o.datastream_id, o.phenomenon_time, o.phenomenon_end, o.result_time, o.result, o.result_json,
    o.valid_start, o.valid_end, o.quality, o.parameters, o.feature_id, coalesce(o.seq, 0) as seq,
    o.identity, o.result_quality
from lake.observations as o
inner join wanted as w
    on o.datastream_id = w.datastream_id and o.phenomenon_time = w.phenomenon_time and coalesce(o.seq, 0) = w.seq
where o.datastream_id between $first_id and $last_id
    and o.phenomenon_time between make_timestamptz($start_us) and make_timestamptz($end_us)
