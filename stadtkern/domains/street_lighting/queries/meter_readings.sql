-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- meter_readings: first and last meter reading per datastream [kWh] and when they were taken
-- $datastreams: ids; [$start, $end): aware times; superseded readings are left out
select
    datastream_id,
    min(phenomenon_time) as first_time,
    max(phenomenon_time) as last_time,
    arg_min(result, phenomenon_time) as first_kwh,
    arg_max(result, phenomenon_time) as last_kwh
from observations
where datastream_id in (select unnest($datastreams::bigint[]))
    and phenomenon_time >= $start::timestamptz and phenomenon_time < $end::timestamptz
    and coalesce(quality, 0) & 4 = 0 and result is not null
group by all
order by all
