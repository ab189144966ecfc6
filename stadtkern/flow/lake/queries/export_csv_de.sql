-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- export_csv_de: for German spreadsheets: local time (Europe/Berlin) beside UTC, decimal comma
-- $everything: all datastreams, else those in $datastreams; [$start_us, $end_us); superseded ones are left out
-- A text that a spreadsheet would take for a formula gets an apostrophe in front.
select
    regexp_replace(coalesce(n.datastream, o.datastream_id::varchar), '^([=+@-])', '''\1') as "Datenstrom",
    o.datastream_id as "Nummer",
    strftime(o.phenomenon_time at time zone 'Europe/Berlin', '%d.%m.%Y %H:%M:%S') as "Ortszeit",
    strftime(o.phenomenon_time, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as "Zeit (UTC)",
    strftime(o.phenomenon_end, '%Y-%m-%dT%H:%M:%S.%gZ').replace('.000Z', 'Z') as "Ende (UTC)",
    replace(o.result::varchar, '.', ',') as "Messwert",
    regexp_replace(o.result_json, '^([=+@-])', '''\1') as "Messwert (JSON)",
    o.quality as "Qualität",
    nullif(array_to_string(list_filter([
        case when o.quality & 1 > 0 then 'vorläufig' end,
        case when o.quality & 2 > 0 then 'von der Quelle bezweifelt' end,
        case when o.quality & 8 > 0 then 'außerhalb des Wertebereichs' end,
        case when o.quality & 16 > 0 then 'Sprung' end,
        case when o.quality & 32 > 0 then 'hängender Wert' end,
        case when o.quality & 64 > 0 then 'erster Wert nach einer Lücke' end,
        case when o.quality & 128 > 0 then 'weicht von Nachbarn ab' end,
        case when o.quality & 256 > 0 then 'Geräteuhr falsch' end,
        case when o.quality & 512 > 0 then 'kalibriert' end,
        case when o.quality & 1024 > 0 then 'simuliert' end
    ], lambda word: word is not null), ', '), '') as "Hinweise"
from lake.observations as o
left join export_names as n on n.datastream_id = o.datastream_id
where ($everything or o.datastream_id in (select unnest($datastreams::bigint[])))
    and o.phenomenon_time >= make_timestamptz($start_us) and o.phenomenon_time < make_timestamptz($end_us)
    and coalesce(o.quality, 0) & 4 = 0
order by o.datastream_id, o.phenomenon_time
