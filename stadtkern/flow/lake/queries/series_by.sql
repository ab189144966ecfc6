-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- series_by: statistics per datastream and bucket; {stepwise}: part_stepwise
with {stepwise}

select *
from stepwise
order by member, bucket
