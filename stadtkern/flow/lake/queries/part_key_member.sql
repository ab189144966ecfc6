-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_key_member: members are told apart by their numbers, since some share a datastream (part of series_by, series_together)
member
