-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_value_member: the value that a member of part_members_read reads, in the wanted unit (part of series_by, series_together)
case
            when component < 0 then result
            else try_cast(json_extract_string(result_json, '$[' || component::integer || ']') as double)
        end * factor + moved
