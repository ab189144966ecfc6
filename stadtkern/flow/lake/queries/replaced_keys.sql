-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- replaced_keys: keys of stored rows for which another result was delivered at any point of the delivery
select distinct s.datastream_id, s.phenomenon_time
from stored as s
inner join incoming as i on i.datastream_id = s.datastream_id and i.phenomenon_time = s.phenomenon_time
where i.result is distinct from s.result or i.result_json is distinct from s.result_json
