-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_members: the shelf of asked datastreams with their numbers and whether their spacing is known
-- (part of series_by, series_together)
select datastream_id, member, regular
    from asked_members
