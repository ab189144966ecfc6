-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_middle_median: the median of the values of the members (part of series_together)
median(value)
