-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- compare_keys: which of the features $keys are stored in {table}
create or replace temp table touched as
select key, fid, false as _stays
from {table}
where list_contains($keys::varchar[], key)
