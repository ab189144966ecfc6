-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- extent: the box of all features in {table} [° WGS 84]
select
    min(_west) / 111319.49079327358 as west,
    degrees(2 * atan(exp(min(_south) / 6378137)) - pi() / 2) as south,
    max(_east) / 111319.49079327358 as east,
    degrees(2 * atan(exp(max(_north) / 6378137)) - pi() / 2) as north
from {table}
