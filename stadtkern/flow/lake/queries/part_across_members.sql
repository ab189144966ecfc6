-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_across_members: a bucket over the values of its members (part of series_together, series_gathered)
-- {low}: part_low_*; {high}: part_high_*; {middle}: part_middle_*
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
