-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_whole_sum: a member's value of the whole range: its sum (part of series_together)
sum(sum)
