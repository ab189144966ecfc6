-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- remove_datastreams: remove all observations of $datastreams, which lie between $first_id and $last_id
delete from lake.observations
where datastream_id in (select unnest($datastreams)) and datastream_id between $first_id and $last_id
