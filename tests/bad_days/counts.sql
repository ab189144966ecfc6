-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- counts: rows and distinct times of every datastream
select datastream_id, count(*) as rows, count(distinct phenomenon_time) as times
from observations
group by datastream_id
