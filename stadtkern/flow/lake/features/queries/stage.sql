-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- stage: what arrived, with what is kept beside each geometry; {file} string literal, {fields} the fields
-- Latitudes are cut at 89.9°, because web mercator has no place for the poles. The cell is the place on a Hilbert
-- curve over the world (611 m), then on one within that cell. Zoom: least level at which it is larger than 2 pixels.
create or replace temp table incoming as
with given as (
    select file_row_number as row_number, key, ST_Force2D(ST_GeomFromWKB(geometry)) as place{fields}
    from read_parquet({file}, file_row_number = true)
),

placed as (
    select
        row_number,
        key,
        case when not ST_IsEmpty(place) then ST_SetCRS(place, 'OGC:CRS84') end as geometry,
        ST_XMin(place) as least_x,
        ST_YMin(place) as least_y,
        ST_XMax(place) as most_x,
        ST_YMax(place) as most_y{fields}
    from given
),

boxed as (
    select
        *,
        least_x * 111319.49079327358 as _west,
        6378137 * ln(tan(pi() / 4 + radians(greatest(least(least_y, 89.9), -89.9)) / 2)) as _south,
        most_x * 111319.49079327358 as _east,
        6378137 * ln(tan(pi() / 4 + radians(greatest(least(most_y, 89.9), -89.9)) / 2)) as _north,
        (_west + _east) / 2 as x,
        (_south + _north) / 2 as y,
        greatest(_east - _west, _north - _south) as size
    from placed
)

select
    * exclude (x, y, size),
    case
        when ST_Dimension(geometry) = 0 then 0
        when size > 0 then greatest(0, least(24, ceil(log2(313086.07 / size))))
        when size = 0 then 24
    end::utinyint as _zoom,
    ST_Hilbert(
        x, y,
        {'min_x': -20037508.342789244, 'min_y': -20037508.342789244, 'max_x': 20037508.342789244, 'max_y': 20037508.342789244}::box_2d
    )::ubigint * 4294967296
    + ST_Hilbert(
        x - floor(x / 611.4962) * 611.4962, y - floor(y / 611.4962) * 611.4962,
        {'min_x': 0.0, 'min_y': 0.0, 'max_x': 611.4962, 'max_y': 611.4962}::box_2d
    )::ubigint as _cell
from boxed
