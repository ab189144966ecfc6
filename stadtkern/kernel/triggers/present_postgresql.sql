-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- present_postgresql: names of the triggers of this schema that are switched on

select t.tgname
from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
where not t.tgisinternal and t.tgenabled in ('O', 'A') and pg_table_is_visible(c.oid)
