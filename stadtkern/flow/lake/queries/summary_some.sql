-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- summary_some: count, range and newest result of the datastreams $datastreams, from the observations themselves
with grouped as (
    select
        datastream_id,
        count(*) as observations,
        min(phenomenon_time) as first_time,
        max(phenomenon_time) as last_time,
        arg_max({'result': result, 'result_json': result_json, 'quality': quality}, phenomenon_time) as newest
    from lake.observations
    where coalesce(quality, 0) & 4 = 0 and datastream_id in (select unnest($datastreams))
    group by datastream_id
)

select datastream_id, observations, first_time, last_time, newest.result, newest.result_json, newest.quality
from grouped
