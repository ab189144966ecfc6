-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- note_move: the observation with the first address $datastream, $time_us, $seq is now at $to_datastream, $to_time_us, $to_seq
insert into lake.moves
values (
    $datastream, make_timestamptz($time_us), $seq, $to_datastream, make_timestamptz($to_time_us), $to_seq
)
