-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- feature: the feature $key; {place}, {fields}, {source}, {condition} by its key, or by its number $fid too
select fid, key{place}{fields}
from {source}
where {condition}
limit 1
