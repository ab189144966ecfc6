-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_one_datastream: the rows of one datastream, $first_id (part of series_*)
datastream_id = $first_id
