-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- remove_one: remove the observation at the address $datastream, $time_us, $seq
delete from lake.observations
where datastream_id = $datastream and phenomenon_time = make_timestamptz($time_us) and coalesce(seq, 0) = $seq
