-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- keep_stored: the stored, not superseded rows for the keys in `old_keys`, kept for the resolve_* queries
-- $first_id, $last_id, $start_us, $end_us: bounds of those keys, so that only overlapping files are read
create or replace temp table stored as
select o.datastream_id, o.phenomenon_time, o.result, o.result_json, coalesce(o.seq, 0) as seq
from lake.observations as o
semi join old_keys as k on o.datastream_id = k.datastream_id and o.phenomenon_time = k.phenomenon_time
where o.datastream_id between $first_id and $last_id
    and o.phenomenon_time between make_timestamptz($start_us) and make_timestamptz($end_us)
    and coalesce(o.quality, 0) & 4 = 0
