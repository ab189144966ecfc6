-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- remove_touched: take out what is about to be written anew or gone; {table}
delete from {table}
where fid in (select fid from touched where fid is not null)
