-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_houses_fill: geometries from WKB [° WGS 84]
insert into houses (house, kind, levels, year, area_m2, geom)
select house, kind, levels, year, area_m2, st_setsrid(st_geomfromwkb(geometry), 4326) from houses_raw
