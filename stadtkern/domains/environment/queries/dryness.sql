-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- dryness: per datastream the mean of the newest day and the share of days of the year before that were drier
-- $datastreams: ids of soil moisture [%]; [$start, $end): aware times; days are Europe/Berlin. Quality mask 188.
with days as (
    select
        datastream_id,
        (phenomenon_time at time zone 'Europe/Berlin')::date as day,
        avg(result) as mean
    from observations
    where datastream_id in (select unnest($datastreams::bigint[]))
        and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
        and coalesce(quality, 0) & 188 = 0 and result is not null
    group by all
),

newest as (
    select datastream_id, max(day) as day, arg_max(mean, day) as mean from days group by datastream_id
)

select
    newest.datastream_id,
    newest.day,
    newest.mean,
    count(*) filter (days.day < newest.day)::bigint as days_before,
    count(*) filter (days.day < newest.day and days.mean < newest.mean)::bigint as drier_days
from newest
join days using (datastream_id)
group by newest.datastream_id, newest.day, newest.mean
order by newest.datastream_id
