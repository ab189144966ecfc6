-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- forget_moves: forget the moves whose observation is no longer stored
delete from lake.moves as m
where not exists (
    select 1
    from lake.observations as o
    where o.identity is not null and o.datastream_id = m.to_datastream_id
        and o.phenomenon_time = m.to_phenomenon_time and coalesce(o.seq, 0) = m.to_seq
)
