-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- retention_delete: remove the observations that the rules in `retention_rules` (datastream_id, before) cover
-- $latest_us: the latest `before` of all rules, so that newer files are not read
delete from lake.observations as o
using retention_rules as r
where o.datastream_id = r.datastream_id and o.phenomenon_time < r.before
    and o.phenomenon_time < make_timestamptz($latest_us)
