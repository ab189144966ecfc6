-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_some_datastreams: the rows of $datastreams, which lie between $first_id and $last_id (part of series_*)
datastream_id in (select unnest($datastreams))
        and datastream_id between $first_id and $last_id
