-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- page: features with some of their fields; {place}, {fields}, {source}, {condition}, {order}, {limit}
select fid, key{place}{fields}
from {source}
where {condition}
order by {order}
{limit}
