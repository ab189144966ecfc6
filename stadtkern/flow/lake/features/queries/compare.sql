-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- compare: what arrived and is not stored so; {table}, {arrived} and {stored} the fields of both sides
create or replace temp table touched as
select i.key, c.fid, true as _stays
from incoming as i
left join {table} as c on i.key = c.key
where c.fid is null
    or row(i.geometry{arrived}) is distinct from row(c.geometry{stored})
