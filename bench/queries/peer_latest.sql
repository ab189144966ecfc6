-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_latest: newest value of datastreams 1 to %(datastreams)s by one index probe each
select wanted.id, newest.at, newest.value
from generate_series(1, %(datastreams)s) as wanted (id)
cross join lateral (
    select at, value from observation where datastream = wanted.id order by at desc limit 1
) as newest
