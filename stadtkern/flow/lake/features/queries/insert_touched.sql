-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- insert_touched: write what is new or changed, new ones numbered in the order of space; {table}, {fields}
-- $last the greatest number given so far; $at true since then. Beyond 85.05° web mercator has no place.
insert into {table} by name
select
    coalesce(t.fid, $last + row_number() over (partition by t.fid is null order by i._zoom, i._cell, i.key)) as fid,
    i.key,
    i.geometry,
    case
        when i._least_y > -85.05 and i._most_y < 85.05 then ST_Transform(i.geometry, 'EPSG:3857')
        when i._most_y > -85.05 and i._least_y < 85.05
            then ST_Transform(try(ST_SetCRS(ST_Intersection(i.geometry, ST_MakeEnvelope(-540, -85.05, 540, 85.05)), 'OGC:CRS84')), 'EPSG:3857')
    end as _mercator,
    i._west,
    i._south,
    i._east,
    i._north,
    i._zoom,
    i._cell,
    $at as _since{fields}
from incoming as i
inner join touched as t on i.key = t.key
order by i._zoom, i._cell, i.key
