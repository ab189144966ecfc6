-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- stored_one: the observation at the address $datastream, $time_us, $seq, superseded or not
select
    datastream_id, phenomenon_time, phenomenon_end, result_time, result, result_json, valid_start, valid_end,
    quality, parameters, feature_id, coalesce(seq, 0) as seq, identity, result_quality
from lake.observations
where datastream_id = $datastream and phenomenon_time = make_timestamptz($time_us) and coalesce(seq, 0) = $seq
