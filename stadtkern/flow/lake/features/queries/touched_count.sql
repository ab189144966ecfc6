-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- touched_count: how many features are new, changed and gone
select
    count(*) filter (where fid is null) as inserted,
    count(*) filter (where fid is not null and _stays) as changed,
    count(*) filter (where not _stays) as removed
from touched
