-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- touches: condition that a geometry touches the box $_west, $_south, $_east, $_north [°]
-- The same in web mercator metres ($_west_m and so on) passes over files that lie elsewhere.
_east >= $_west_m and _west <= $_east_m and _north >= $_south_m and _south <= $_north_m
and ST_Intersects(geometry, ST_SetCRS(ST_MakeEnvelope($_west, $_south, $_east, $_north), 'OGC:CRS84'))
