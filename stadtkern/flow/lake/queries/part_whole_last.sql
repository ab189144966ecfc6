-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_whole_last: a member's value of the whole range: its last (part of series_together)
arg_max(last, last_us)
