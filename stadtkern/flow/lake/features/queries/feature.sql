-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- feature: the feature $key; {place}, {fields}, {source}
select fid, key{place}{fields}
from {source}
where key = $key
limit 1
