-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_statistics_percentiles: the same with percentiles, which cost much more (part of series_*)
count(value) as count,
    count(*) filter (doubts <> 0) as left_out,
    bit_or(doubts)::integer as doubts,
    avg(value) as mean,
    min(value) as min,
    max(value) as max,
    sum(value) as sum,
    quantile_cont(value, 0.05) as p05,
    quantile_cont(value, 0.25) as p25,
    quantile_cont(value, 0.5) as p50,
    quantile_cont(value, 0.75) as p75,
    quantile_cont(value, 0.95) as p95
