-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- forget_move: forget where the observation with the first address $datastream, $time_us, $seq is
delete from lake.moves
where datastream_id = $datastream and phenomenon_time = make_timestamptz($time_us) and seq = $seq
