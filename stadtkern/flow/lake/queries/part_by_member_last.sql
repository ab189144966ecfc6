-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_by_member_last: the same with the last value of the bucket, which costs more (part of series_by, series_together)
count(value) as count,
        count(given) - count(value) as left_out,
        bit_or(quality) as flags,
        sum(value) as sum,
        min(value) as min,
        max(value) as max,
        min(at_us) as first_us,
        max(at_us) as last_us,
        arg_max(value, at_us) filter (value is not null) as last
