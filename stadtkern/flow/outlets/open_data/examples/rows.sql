-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- rows: what the query page of any other table suggests; {table}: its name
select *
from {table}
limit 20
