-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- count: how many rows meet {where}: condition with parameters of its own
select count(*) as n
from rows
where {where}
