-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- compare_removed: what is stored in {table} and did not arrive, but for the keys $kept
insert into touched
select c.key, c.fid, false as _stays
from {table} as c
anti join incoming as i on i.key = c.key
where not list_contains($kept::varchar[], c.key)
