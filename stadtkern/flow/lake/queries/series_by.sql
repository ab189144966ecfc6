-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_by: statistics per datastream and bucket; {valued}: part_by_fixed or part_by_calendar
-- {statistics}: part_by_member or part_by_member_last
with {valued}

select
    member,
    bucket,
    {statistics}
from valued
group by member, bucket
order by member, bucket
