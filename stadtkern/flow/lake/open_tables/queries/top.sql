-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- top: the most frequent values of {column} (quoted name); $most: so many
select left({column}::varchar, 200) as value, count(*) as times
from rows
where {column} is not null
group by all
order by times desc, value
limit $most::bigint
