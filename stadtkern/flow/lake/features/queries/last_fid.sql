-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- last_fid: the greatest number that a feature has or had; {table}, {history}
select greatest(
    (select coalesce(max(fid), 0) from {table}),
    (select coalesce(max(fid), 0) from {history})
) as fid
