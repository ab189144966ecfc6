-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_from_all: rows of all datastreams; joined with the members when they are few (part of series_by, series_together)
observations
