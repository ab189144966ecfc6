-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- daily_sums: counted vehicles per datastream and local day, and how many counts that sum is made of
-- $datastreams: ids; [$start, $end): aware times; days are Europe/Berlin; superseded counts are left out
select
    datastream_id,
    (phenomenon_time at time zone 'Europe/Berlin')::date as day,
    sum(result)::bigint as counted,
    count(*)::bigint as counts
from observations
where datastream_id in (select unnest($datastreams::bigint[]))
    and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
    and coalesce(quality, 0) & 4 = 0
group by all
order by all
