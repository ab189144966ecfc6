-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- stored_times: all times of the datastreams $datastreams, which lie between $first_id and $last_id, sorted
select datastream_id, epoch_us(phenomenon_time) as time_us
from lake.observations
where datastream_id in (select unnest($datastreams)) and datastream_id between $first_id and $last_id
order by datastream_id, time_us
