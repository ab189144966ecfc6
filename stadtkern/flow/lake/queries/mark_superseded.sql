-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- mark_superseded: flag (quality bit 4) the stored rows whose keys are in `replaced`
-- $first_id, $last_id, $start_us, $end_us: bounds of those keys, so that only their files are read
update lake.observations as o
set quality = coalesce(o.quality, 0) | 4
from replaced as r
where o.datastream_id = r.datastream_id and o.phenomenon_time = r.phenomenon_time
    and o.datastream_id between $first_id and $last_id
    and o.phenomenon_time between make_timestamptz($start_us) and make_timestamptz($end_us)
    and coalesce(o.quality, 0) & 4 = 0
