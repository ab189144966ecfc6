-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- count: how many features meet a condition; {source}, {condition}
select count(*) as features
from {source}
where {condition}
