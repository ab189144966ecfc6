-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_over_range: a member over the whole range, without its last value (part of series_together, series_gathered)
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
    max(last_us) as last_us
