-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- range: how many different values {column} (quoted name) has, about, and the first and last in order
select
    approx_count_distinct({column}) as "distinct",
    left(min({column})::varchar, 200) as least, left(max({column})::varchar, 200) as greatest
from rows
