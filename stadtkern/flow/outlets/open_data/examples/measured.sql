-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- measured: what the query page of a source of observations suggests; {table}: name of its table
select place, quantity, unit, count(*) as anzahl, avg(value) as mittel, max(value) as hoechster
from {table}
group by all
order by place, quantity
limit 20
