-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- sound_levels: energetic mean of the sound level per datastream, day (6 to 22) and night (22 to 6) [dB(A)]
-- $datastreams: ids; [$start, $end): aware times; a night belongs to the date of its evening; hours are Europe/Berlin
-- basis: times of day of 16. BImSchV § 2 Abs. 1; 10 lg of the mean of 10^(L/10). Quality mask 188 as in means_over_limit.
with heard as (
    select
        datastream_id,
        phenomenon_time at time zone 'Europe/Berlin' as clock,
        result as level
    from observations
    where datastream_id in (select unnest($datastreams::bigint[]))
        and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
        and coalesce(quality, 0) & 188 = 0 and result is not null
)

select
    datastream_id,
    (clock - interval 6 hour)::date as day,
    (date_part('hour', clock) < 6 or date_part('hour', clock) >= 22) as night,
    10 * log10(avg(pow(10, level / 10))) as level,
    count(*)::bigint as counted
from heard
group by all
order by all
