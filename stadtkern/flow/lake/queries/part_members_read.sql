-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_members_read: the same with what of an observation is read (component, -1: its one number) and how it is converted
-- Value in the wanted unit = value * factor + moved (part of series_by, series_together).
select datastream_id, member, regular, component, factor, moved
    from asked_members
