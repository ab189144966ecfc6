-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_value_component: the value at position $component of an observation with several (part of series_*)
try_cast(json_extract_string(result_json, '$[' || $component::integer || ']') as double)
