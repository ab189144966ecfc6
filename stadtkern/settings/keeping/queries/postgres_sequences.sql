-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- postgres_sequences: the sequence behind each counted key and the last number it gave; null: none yet
select t.relname, format('%I.%I', n.nspname, s.relname) as sequence,
    pg_sequence_last_value(s.oid) as last_value
from pg_class as s
join pg_depend as d on d.objid = s.oid and d.deptype in ('a', 'i') and d.classid = 'pg_class'::regclass
join pg_class as t on t.oid = d.refobjid
join pg_namespace as n on n.oid = s.relnamespace
where s.relkind = 'S' and n.nspname = current_schema()
