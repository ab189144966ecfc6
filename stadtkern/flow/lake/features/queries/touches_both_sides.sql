-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- touches_both_sides: the same for a box across the 180th meridian
(_east >= $_west_m or _west <= $_east_m) and _north >= $_south_m and _south <= $_north_m
and (
    ST_Intersects(geometry, ST_SetCRS(ST_MakeEnvelope($_west, $_south, 180, $_north), 'OGC:CRS84'))
    or ST_Intersects(geometry, ST_SetCRS(ST_MakeEnvelope(-180, $_south, $_east, $_north), 'OGC:CRS84'))
)
