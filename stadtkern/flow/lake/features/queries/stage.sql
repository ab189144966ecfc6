-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- stage: what arrived, with what is kept beside each geometry; {file} string literal, {fields} the fields
-- Latitudes are cut at 89.9°, because web mercator has no place for the poles. The cell is the place on a Hilbert
-- curve over the world (611 m), then on one within that cell. Zoom: least level at which it is larger than 2 pixels.
create or replace temp table incoming as
with given as (
    select _row, key, ST_Force2D(ST_GeomFromWKB(geometry)) as _place{fields}
    from read_parquet({file})
),

placed as (
    select
        _row,
        key,
        case when not ST_IsEmpty(_place) then ST_SetCRS(_place, 'OGC:CRS84') end as geometry,
        ST_XMin(_place) as _least_x,
        ST_YMin(_place) as _least_y,
        ST_XMax(_place) as _most_x,
        ST_YMax(_place) as _most_y{fields}
    from given
),

boxed as (
    select
        *,
        _least_x * 111319.49079327358 as _west,
        6378137 * ln(tan(pi() / 4 + radians(case when _least_y > 89.9 then 89.9 when _least_y < -89.9 then -89.9 else _least_y end) / 2)) as _south,
        _most_x * 111319.49079327358 as _east,
        6378137 * ln(tan(pi() / 4 + radians(case when _most_y > 89.9 then 89.9 when _most_y < -89.9 then -89.9 else _most_y end) / 2)) as _north,
        (_west + _east) / 2 as _x,
        (_south + _north) / 2 as _y,
        greatest(_east - _west, _north - _south) as _size
    from placed
)

select
    * exclude (_x, _y, _size),
    case
        when ST_Dimension(geometry) = 0 then 0
        when _size > 0 and isfinite(_size) then greatest(0, least(24, ceil(log2(313086.07 / _size))))
        when _size = 0 then 24
    end::utinyint as _zoom,
    ST_Hilbert(
        _x, _y,
        {'min_x': -20037508.342789244, 'min_y': -20037508.342789244, 'max_x': 20037508.342789244, 'max_y': 20037508.342789244}::box_2d
    )::ubigint * 4294967296
    + ST_Hilbert(
        _x - floor(_x / 611.4962) * 611.4962, _y - floor(_y / 611.4962) * 611.4962,
        {'min_x': 0.0, 'min_y': 0.0, 'max_x': 611.4962, 'max_y': 611.4962}::box_2d
    )::ubigint as _cell
from boxed
