-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_members: $datastreams with their numbers and whether their spacing is known (part of series_by, series_together)
select unnest($datastreams) as datastream_id, unnest($members) as member, unnest($regular) as regular
