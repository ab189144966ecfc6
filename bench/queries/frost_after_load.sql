-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frost_after_load: the loaded rows become observations as the peer itself stores them, then its indexes and
-- the two that its documentation advises (docs/deployment/db_performance)
set session_replication_role = replica;
insert into "OBSERVATIONS" ("PHENOMENON_TIME_START", "PHENOMENON_TIME_END", "RESULT_TYPE", "RESULT_NUMBER",
    "RESULT_STRING", "DATASTREAM_ID", "FEATURE_ID", "ID")
select l.at, l.at, 0, l.value, l.value::text, l.datastream_id, p."LOCATION_ID" + 1000000,
    nextval('"OBSERVATIONS_ID_seq"')
from loading as l
inner join "DATASTREAMS" as d on d."ID" = l.datastream_id
inner join "THINGS_LOCATIONS" as p on p."THING_ID" = d."THING_ID";
set session_replication_role = origin;
drop table loading;
update "DATASTREAMS" as d
set "PHENOMENON_TIME_START" = o.first_at, "PHENOMENON_TIME_END" = o.last_at
from (
    select "DATASTREAM_ID" as id, min("PHENOMENON_TIME_START") as first_at, max("PHENOMENON_TIME_END") as last_at
    from "OBSERVATIONS" group by 1
) as o
where o.id = d."ID";
create index "OBSERVATIONS_DATASTREAM_ID" on "OBSERVATIONS" ("DATASTREAM_ID");
create index "OBSERVATIONS_FEATURE_ID" on "OBSERVATIONS" ("FEATURE_ID");
create index "OBS-DS_ID-ID" on "OBSERVATIONS" ("DATASTREAM_ID", "ID");
create index "OBSERVATIONS_MULTI_DATASTREAM_ID" on "OBSERVATIONS" ("MULTI_DATASTREAM_ID");
create index "OBS-MDS_ID-ID" on "OBSERVATIONS" ("MULTI_DATASTREAM_ID", "ID");
create index "OBS-DS_ID-PHTIME_SE-O_ID" on "OBSERVATIONS"
    ("DATASTREAM_ID", "PHENOMENON_TIME_START" asc, "PHENOMENON_TIME_END" asc);
create index "LOCATIONS_GEOM" on "LOCATIONS" using gist ("GEOM")
