-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_whole_mean: a member's value of the whole range: its mean (part of series_together)
sum(sum) / nullif(sum(count), 0)
