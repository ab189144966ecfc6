-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frost_before_load: a feature of interest per place, and a table that takes rows fast
insert into "FEATURES" ("NAME", "DESCRIPTION", "ENCODING_TYPE", "FEATURE", "GEOM", "PROPERTIES", "ID")
select "NAME", "DESCRIPTION", "ENCODING_TYPE", "LOCATION", "GEOM", '{}', "ID" + 1000000 from "LOCATIONS";
update "LOCATIONS" set "GEN_FOI_ID" = "ID" + 1000000;
drop index "OBSERVATIONS_DATASTREAM_ID";
drop index "OBSERVATIONS_FEATURE_ID";
drop index "OBS-DS_ID-ID";
drop index "OBSERVATIONS_MULTI_DATASTREAM_ID";
drop index "OBS-MDS_ID-ID";
create table loading (datastream_id bigint, at timestamptz, value double precision)
