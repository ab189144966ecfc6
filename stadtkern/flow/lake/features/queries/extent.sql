-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- extent: the box of all features in {table} [° WGS 84], rounded to a tenth of a millimetre
select
    round(min(_west) / 111319.49079327358, 9) as west,
    round(degrees(2 * atan(exp(min(_south) / 6378137)) - pi() / 2), 9) as south,
    round(max(_east) / 111319.49079327358, 9) as east,
    round(degrees(2 * atan(exp(max(_north) / 6378137)) - pi() / 2), 9) as north
from {table}
