-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_rows_some: those of $datastreams, which lie between $first_id and $last_id (part of summary)
lake.observations
    where datastream_id in (select unnest($datastreams)) and datastream_id between $first_id and $last_id
