-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_hourly: hourly means of one datastream; %(datastream)s, %(start)s, %(end)s
select date_trunc('hour', at) as bucket, avg(value) as mean
from observation
where datastream = %(datastream)s and at >= %(start)s and at < %(end)s
group by 1 order by 1
