-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frequent_values: the most frequent values of {column} and how often they are there; {source}
select {column}::varchar as value, count(*) as features
from {source}
where {column} is not null
group by all
order by features desc, value
limit 10
