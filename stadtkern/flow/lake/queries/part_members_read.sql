-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_members_read: the same with what of an observation is read (component, -1: its one number) and how it is converted
-- Value in the wanted unit = value * factor + offset (part of series_by, series_together).
select
        unnest($datastreams) as datastream_id,
        unnest($members) as member,
        unnest($regular) as regular,
        unnest($components) as component,
        unnest($factors) as factor,
        unnest($offsets) as moved
