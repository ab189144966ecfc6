-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_low_either: the least single observation or value, as each question wants (part of series_gathered)
case when single = 1 then min else value end
