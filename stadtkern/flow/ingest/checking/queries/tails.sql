-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- tails: the newest $rows usable values of each of $datastreams since $start_us, oldest first
-- $first_id, $last_id: bounds of the datastreams, so that only overlapping files are read; $unusable: flags that exclude
select datastream_id, phenomenon_time, result, coalesce(quality, 0) as quality
from observations
where datastream_id in (select unnest($datastreams::bigint[])) and datastream_id between $first_id and $last_id
    and phenomenon_time >= make_timestamptz($start_us::bigint)
    and result is not null
    and coalesce(quality, 0) & $unusable = 0
qualify row_number() over (partition by datastream_id order by phenomenon_time desc) <= $rows
order by datastream_id, phenomenon_time
