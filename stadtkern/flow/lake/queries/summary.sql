-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- summary: count, time ranges and newest observation per datastream of the rows {rows} (a file part_rows_*)
-- top_time and the range of result times cover superseded observations too: they stay readable.
with chosen as not materialized (
    select * from {rows}
),

grouped as (
    select
        datastream_id,
        count(*) filter (where quality is null or quality & 4 = 0) as observations,
        max(phenomenon_time) as top_time,
        min(phenomenon_time) filter (where quality is null or quality & 4 = 0) as first_time,
        max(phenomenon_time) filter (where quality is null or quality & 4 = 0) as last_time,
        min(result_time) as first_result_time,
        max(result_time) as last_result_time
    from chosen
    group by datastream_id
)

select
    g.datastream_id, g.observations, g.top_time, g.first_time, g.last_time, g.first_result_time, g.last_result_time,
    coalesce(c.seq, 0) as seq, c.phenomenon_end, c.result_time, c.result, c.result_json, c.valid_start, c.valid_end,
    c.quality, c.result_quality, c.parameters, c.feature_id, c.identity
from grouped as g
left join chosen as c
    on c.datastream_id = g.datastream_id and c.phenomenon_time = g.last_time
    and (c.quality is null or c.quality & 4 = 0)
qualify row_number() over (partition by g.datastream_id order by coalesce(c.seq, 0) desc) = 1
