-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- tile: features whose box touches a tile, the largest first, then by a chance that is the same in every tile
-- {table}, {fields}, {condition}; $_west … $_north the tile in web mercator; of levels $_least … $_most $_limit rows
select fid, key, ST_AsWKB(_mercator) as geometry{fields}
from {table}
where
    _zoom between $_least and $_most
    and _west <= $_east and _east >= $_west and _south <= $_north and _north >= $_south
    and {condition}
order by _zoom, hash(fid)
limit $_limit
