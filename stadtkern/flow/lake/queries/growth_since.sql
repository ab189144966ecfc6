-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- growth_since: the size to compare with: the newest one noted before $since, else the oldest one
select noted_at, observations, file_bytes
from lake.growth
order by noted_at >= $since, case when noted_at < $since then -epoch_us(noted_at) else epoch_us(noted_at) end
limit 1
