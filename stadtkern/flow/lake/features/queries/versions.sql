-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- versions: all that was ever true of the feature $key, oldest first; {table}, {history}, {fields}
select _since, null::timestamptz as _until, fid, key, ST_AsWKB(geometry) as geometry{fields}
from {table}
where key = $key
union all by name
select _since, _until, fid, key, ST_AsWKB(geometry) as geometry{fields}
from {history}
where key = $key
order by _since
