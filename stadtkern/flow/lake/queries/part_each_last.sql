-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_each_last: a member's value of a bucket: its last (part of series_together)
last
