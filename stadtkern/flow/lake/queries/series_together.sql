-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_together: one value per datastream and bucket, and of these per bucket number, sum, mean, least and greatest
-- Rows without bucket are the members over the whole range. {stepwise}: part_stepwise;
-- {value}, {low}, {high}, {middle}: part_each_*.sql, part_low_*.sql, part_high_*.sql, part_middle_*.sql
with {stepwise},

valued_each as (
    select *, {value} as value
    from stepwise
)

select
    null::bigint as member,
    bucket,
    count(value) as streams,
    sum(count)::bigint as count,
    sum(counted)::bigint as counted,
    sum(left_out)::bigint as left_out,
    bit_or(doubts)::integer as doubts,
    sum(value) as sum,
    avg(value) as mean,
    min({low}) as min,
    max({high}) as max,
    {middle} as median,
    min(first_us) as first_us,
    max(last_us) as last_us,
    null::double as last
from valued_each
group by bucket
union all
select
    member,
    null::bigint as bucket,
    null::bigint as streams,
    sum(count)::bigint as count,
    sum(counted)::bigint as counted,
    sum(left_out)::bigint as left_out,
    bit_or(doubts)::integer as doubts,
    sum(sum) as sum,
    null::double as mean,
    min(min) as min,
    max(max) as max,
    null::double as median,
    min(first_us) as first_us,
    max(last_us) as last_us,
    arg_max(last, last_us) filter (last is not null) as last
from stepwise
group by member
