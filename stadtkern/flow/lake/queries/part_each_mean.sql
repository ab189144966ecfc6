-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_each_mean: a member's value of a bucket: its mean (part of series_together)
sum / nullif(count, 0)
