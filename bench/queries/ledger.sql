-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- ledger: rows and distinct times of every pushed batch; the result of an observation is the number of its batch
select datastream_id, result::bigint as number, count(*) as rows, count(distinct phenomenon_time) as times
from observations
where datastream_id in (select unnest($datastreams))
group by datastream_id, number
