-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- rows_changed: live rows that came after snapshot $after up to $until, at most $most
select
    datastream_id, phenomenon_time, phenomenon_end, result_time, result, result_json, valid_start, valid_end, quality,
    parameters, feature_id, result_quality, coalesce(seq, 0)::integer as seq
from ducklake_table_insertions('lake', 'main', 'observations', $after + 1, $until)
where quality is null or quality & 4 = 0
order by datastream_id, phenomenon_time
limit $most
