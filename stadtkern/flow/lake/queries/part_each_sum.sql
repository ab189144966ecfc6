-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_each_sum: a member's value of a bucket: its sum (part of series_together)
sum
