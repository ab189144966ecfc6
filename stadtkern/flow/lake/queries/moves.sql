-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- moves: where observations are now whose datastream or time was changed, by their first address
select
    datastream_id, epoch_us(phenomenon_time) as time_us, seq,
    to_datastream_id, epoch_us(to_phenomenon_time) as to_time_us, to_seq
from lake.moves
