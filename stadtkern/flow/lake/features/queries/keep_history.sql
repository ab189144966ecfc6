-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- keep_history: what is about to change was true until $at; {table}, {history}, {fields} of both
insert into {history} by name
select fid, key, geometry, _west, _south, _east, _north, _zoom, _cell, _since, $at as _until{fields}
from {table}
where fid in (select fid from touched where fid is not null) and _since < $at
order by _zoom, _cell
