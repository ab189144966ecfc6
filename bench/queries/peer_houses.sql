-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_houses: the table that pygeoapi and tipg serve
create table houses (
    fid bigint generated always as identity primary key,
    house text, kind text, levels int, year int, area_m2 float8, geom geometry(polygon, 4326)
)
