-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_statistics: what is computed per bucket (part of series_*)
count(value) as count,
    count(*) filter (doubts <> 0) as left_out,
    bit_or(doubts)::integer as doubts,
    avg(value) as mean,
    min(value) as min,
    max(value) as max,
    sum(value) as sum
