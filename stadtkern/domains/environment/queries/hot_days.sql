-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- hot_days: per datastream of air temperature the hot days (highest value >= 30) and tropical nights (lowest >= 20)
-- $datastreams: ids; [$start, $end): aware times. Day: 0 to 24 o'clock Europe/Berlin; night: 18 to 6 o'clock UTC.
-- basis: definitions of the German weather service (Wetterlexikon: Hitzetag, Tropennacht) [Cel]. Quality mask 188.
with measured as (
    select datastream_id, phenomenon_time as moment, result
    from observations
    where datastream_id in (select unnest($datastreams::bigint[]))
        and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
        and coalesce(quality, 0) & 188 = 0 and result is not null
),

days as (
    select datastream_id, (moment at time zone 'Europe/Berlin')::date as day, max(result) as highest
    from measured
    group by all
),

nights as (
    select
        datastream_id,
        ((moment at time zone 'UTC') - interval 18 hour)::date as evening,
        min(result) as lowest,
        count(distinct date_part('hour', moment at time zone 'UTC')) as hours
    from measured
    where date_part('hour', moment at time zone 'UTC') >= 18 or date_part('hour', moment at time zone 'UTC') < 6
    group by all
)

select
    days.datastream_id,
    count(*) filter (highest >= 30)::bigint as hot_days,
    coalesce(any_value(tropical.nights), 0)::bigint as tropical_nights,
    max(highest) as highest,
    arg_max(day, highest) as highest_day,
    arg_max(highest, day) as newest_highest,
    max(day) as newest_day
from days
left join (
    select datastream_id, count(*) filter (lowest >= 20 and hours >= 10) as nights from nights group by all
) as tropical on tropical.datastream_id = days.datastream_id
group by days.datastream_id
order by days.datastream_id
