-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- 0003: how large the lake was and when, for the forecast of the disk; the first row is the size at this migration
create table lake.growth (noted_at timestamptz not null, observations bigint not null, file_bytes bigint not null);
insert into lake.growth
select now(), (select count(*) from lake.observations), coalesce(sum(file_size_bytes), 0)
from ducklake_table_info('lake')
