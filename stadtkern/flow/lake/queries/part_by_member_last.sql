-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_by_member_last: the same with the last value of the bucket, which costs more (part of series_by, series_together)
count(value) as count,
        case when any_value(regular) then count(value) else 0 end as counted,
        count(*) filter (doubts <> 0) as left_out,
        bit_or(doubts)::integer as doubts,
        sum(value) as sum,
        min(value) as min,
        max(value) as max,
        min(at_us) filter (value is not null) as first_us,
        max(at_us) filter (value is not null) as last_us,
        arg_max(value, at_us) filter (value is not null) as last
