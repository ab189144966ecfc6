-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- at_source: what was true at $_at; {table}, {history}, {fields}
(
    select fid, key, geometry, _west, _south, _east, _north, _zoom, _since{fields}
    from {table}
    where _since <= $_at
    union all by name
    select fid, key, geometry, _west, _south, _east, _north, _zoom, _since{fields}
    from {history}
    where _since <= $_at and _until > $_at
)
