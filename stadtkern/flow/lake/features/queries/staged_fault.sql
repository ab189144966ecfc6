-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- staged_fault: one of the features that arrived and lie nowhere on the earth
select key, _least_x, _least_y, _most_x, _most_y
from incoming
where not coalesce(_least_x >= -540 and _most_x <= 540 and _least_y >= -90.0001 and _most_y <= 90.0001, geometry is null)
limit 1
