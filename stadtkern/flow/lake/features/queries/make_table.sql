-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- make_table: the table with what is true now; {table} its name, {columns} the fields with their types
create table if not exists {table} (
    fid bigint not null,
    key varchar not null,
    geometry geometry('OGC:CRS84'),
    _mercator geometry('EPSG:3857'),
    _west double,
    _south double,
    _east double,
    _north double,
    _zoom utinyint,
    _cell ubigint,
    _since timestamptz not null{columns}
)
