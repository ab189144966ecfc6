-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_by_member: what is kept of each member and bucket (part of series_by, series_together)
count(value) as count,
        count(given) - count(value) as left_out,
        bit_or(quality) as flags,
        sum(value) as sum,
        min(value) as min,
        max(value) as max,
        min(at_us) as first_us,
        max(at_us) as last_us,
        null::double as last
