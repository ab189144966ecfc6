-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- resolve: the delivered rows that are not stored yet, when no key is delivered twice
-- seq: null for the first result of a key, else one more than the superseded one
select
    i.datastream_id, i.phenomenon_time, i.phenomenon_end, i.result_time, i.result, i.result_json,
    i.valid_start, i.valid_end, i.quality, i.parameters, i.feature_id,
    (s.seq + 1)::integer as seq,
    i.position,
    false as superseded
from incoming as i
left join stored as s on i.datastream_id = s.datastream_id and i.phenomenon_time = s.phenomenon_time
where s.datastream_id is null or i.result is distinct from s.result or i.result_json is distinct from s.result_json
order by i.datastream_id, i.phenomenon_time
