-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_from_some: rows of the members' datastreams only (part of series_by, series_together)
observations
    semi join members using (datastream_id)
