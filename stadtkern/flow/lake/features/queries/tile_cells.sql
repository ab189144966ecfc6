-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- tile_cells: tiles of web mercator that any feature of {table} touches, each once
-- $_side of a tile [m], $_margin around it that is drawn too [m], $_last column and row, $_limit rows
with ranges as (
    select
        least($_last, greatest(0, floor((_west - $_margin + 20037508.342789244) / $_side)))::integer as first_x,
        least($_last, greatest(0, floor((_east + $_margin + 20037508.342789244) / $_side)))::integer as last_x,
        least($_last, greatest(0, floor((20037508.342789244 - _north - $_margin) / $_side)))::integer as first_y,
        least($_last, greatest(0, floor((20037508.342789244 - _south + $_margin) / $_side)))::integer as last_y
    from {table}
    where _zoom is not null
),

columns_of as (
    select distinct unnest(range(first_x, last_x + 1)) as x, first_y, last_y
    from ranges
)

select distinct x::integer as x, unnest(range(first_y, last_y + 1))::integer as y
from columns_of
limit $_limit
