-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_stepwise: statistics of each member and bucket (part of series_by, series_together)
-- {valued}: part_by_fixed or part_by_calendar; {statistics}: part_by_member or part_by_member_last; {key}: part_key_*
{valued},

grouped as (
    select
        {key},
        bucket,
        {statistics}
    from sound
    group by {key}, bucket
),

stepwise as (
    select
        member,
        bucket,
        count,
        case when regular then count else 0 end as counted,
        left_out,
        (coalesce(flags, 0) & $left_out)::integer as doubts,
        sum,
        min,
        max,
        first_us,
        last_us,
        last
    from grouped
    inner join members using ({key})
)
