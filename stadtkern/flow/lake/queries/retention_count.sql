-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- retention_count: how many observations the rules in `retention_rules` (datastream_id, before) cover
-- $latest_us: the latest `before` of all rules, so that newer files are not read
select r.datastream_id, r.before, count(o.datastream_id) as observations
from retention_rules as r
left join lake.observations as o
    on o.datastream_id = r.datastream_id and o.phenomenon_time < r.before
    and o.phenomenon_time < make_timestamptz($latest_us)
group by r.datastream_id, r.before
order by r.datastream_id
