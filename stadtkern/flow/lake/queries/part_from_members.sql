-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_from_members: rows with what of them is read (part of series_by, series_together)
observations
    inner join members using (datastream_id)
