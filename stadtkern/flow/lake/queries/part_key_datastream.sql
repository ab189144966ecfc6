-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_key_datastream: members are told apart by their datastreams (part of series_by, series_together)
datastream_id
