-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- summary_changed: count, range and newest result of the observations that came after snapshot $after up to $until
-- Datastreams in $recount are left out: rows of theirs were also removed, they are summarised anew.
with grouped as (
    select
        datastream_id,
        count(*) as observations,
        min(phenomenon_time) as first_time,
        max(phenomenon_time) as last_time,
        arg_max({'result': result, 'result_json': result_json, 'quality': quality}, phenomenon_time) as newest
    from ducklake_table_insertions('lake', 'main', 'observations', $after + 1, $until)
    where coalesce(quality, 0) & 4 = 0 and not list_contains($recount, datastream_id)
    group by datastream_id
)

select datastream_id, observations, first_time, last_time, newest.result, newest.result_json, newest.quality
from grouped
