-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_gathered: what series_together answers, for several questions whose buckets are read in one pass
-- The shelf asked_parts says per question (number) which members it means, the place of each in it, where its buckets
-- begin (origin), the first and the last that it reads, whether a member's value is a mean, and whether least and
-- greatest are those of single observations. {stepwise}: part_stepwise; {across}: part_across_members;
-- {over}: part_over_range
with {stepwise},

valued_each as materialized (
    select
        question,
        place as member,
        stepwise.bucket - origin as bucket,
        count,
        counted,
        left_out,
        doubts,
        sum,
        min,
        max,
        first_us,
        last_us,
        single,
        case when averaged = 1 then sum / nullif(count, 0) else sum end as value
    from stepwise
    inner join asked_parts
        on asked_parts.member = stepwise.member and stepwise.bucket between first_bucket and last_bucket
)

select
    question,
    {across}
from valued_each
group by question, bucket
union all
select
    question,
    {over},
    null::double as last
from valued_each
group by question, member
