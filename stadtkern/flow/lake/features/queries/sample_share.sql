-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- sample_share: how many of some features, taken by chance, meet a condition; {table}, {condition}
select count(*) as features, count(*) filter (where {condition}) as found
from (select * from {table} using sample system (4 percent))
