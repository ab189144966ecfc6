-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_together: one value per datastream and bucket, and of these per bucket number, sum, mean, least and greatest
-- The row without bucket is the whole range. {stepwise}: part_stepwise;
-- {value}, {whole}, {low}, {high}, {middle}: part_each_*.sql, part_whole_*.sql, part_middle_*.sql
with {stepwise},

entire as (
    select
        member,
        null::bigint as bucket,
        sum(count)::bigint as count,
        sum(counted)::bigint as counted,
        sum(left_out)::bigint as left_out,
        bit_or(doubts)::integer as doubts,
        min(min) as min,
        max(max) as max,
        min(first_us) as first_us,
        max(last_us) as last_us,
        {whole} as value
    from stepwise
    group by member
),

valued_each as (
    select bucket, count, counted, left_out, doubts, min, max, first_us, last_us, {value} as value
    from stepwise
    union all
    select bucket, count, counted, left_out, doubts, min, max, first_us, last_us, value
    from entire
)

select
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
    max(last_us) as last_us
from valued_each
group by bucket
order by bucket
