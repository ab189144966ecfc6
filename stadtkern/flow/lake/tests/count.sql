-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- count: rows of $datastream, and the superseded ones among them
select count(*) as rows, count(*) filter (where coalesce(quality, 0) & 4 = 4) as superseded
from observations
where datastream_id = $datastream
