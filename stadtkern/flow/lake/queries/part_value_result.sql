-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_value_result: the value of an observation with one number (part of series_*)
result
