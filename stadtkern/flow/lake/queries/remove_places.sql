-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- remove_places: remove the observations at the places in `gone` (datastream_id, phenomenon_time, seq)
-- $first_id, $last_id, $start_us, $end_us: bounds of those places, so that only overlapping files are read
delete from lake.observations as o
using gone as g
where o.datastream_id = g.datastream_id and o.phenomenon_time = g.phenomenon_time and coalesce(o.seq, 0) = g.seq
    and o.datastream_id between $first_id and $last_id
    and o.phenomenon_time between make_timestamptz($start_us) and make_timestamptz($end_us)
