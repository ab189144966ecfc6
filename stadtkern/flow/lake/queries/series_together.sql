-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_together: one value per datastream and bucket, and of these per bucket number, sum, mean, least and greatest
-- Rows without bucket are the members over the whole range. {stepwise}: part_stepwise;
-- {value}: part_each_*; {across}: part_across_members; {over}: part_over_range
with {stepwise},

valued_each as (
    select *, {value} as value
    from stepwise
)

select
    {across}
from valued_each
group by bucket
union all
select
    {over},
    arg_max(last, last_us) filter (last is not null) as last
from stepwise
group by member
