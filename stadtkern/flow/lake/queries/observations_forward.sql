-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- observations_forward: a page of observations of $datastream in [$start_us, $end_us), oldest first
-- after the key ($after_us, $after_seq); superseded ones are left out
select
    datastream_id, phenomenon_time, phenomenon_end, result_time, result, result_json, valid_start, valid_end,
    quality, parameters, feature_id, coalesce(seq, 0) as seq, identity, result_quality
from observations
where datastream_id = $datastream
    and phenomenon_time >= make_timestamptz(greatest($start_us, $after_us))
    and phenomenon_time < make_timestamptz($end_us)
    and (phenomenon_time > make_timestamptz($after_us) or coalesce(seq, 0) > $after_seq)
    and coalesce(quality, 0) & 4 = 0
order by phenomenon_time, coalesce(seq, 0)
limit $limit
