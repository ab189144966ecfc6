-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- values_between: values in the order of their times, for rules that look back and for trying a rule
-- $datastreams: ids; [$start, $end): aware times; $most: rows at most; superseded values are left out
select
    datastream_id, phenomenon_time, result, result_json, coalesce(quality, 0)::integer as quality
from observations
where datastream_id in (select unnest($datastreams::bigint[]))
    and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
    and coalesce(quality, 0) & 4 = 0
order by phenomenon_time, datastream_id
limit $most::bigint
