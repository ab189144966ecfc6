-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- staged_fault: one of the features that arrived and lie nowhere on the earth
select key, least_x, least_y, most_x, most_y
from incoming
where not coalesce(least_x >= -540 and most_x <= 540 and least_y >= -90.0001 and most_y <= 90.0001, geometry is null)
limit 1
