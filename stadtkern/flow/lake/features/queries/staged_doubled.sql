-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- staged_doubled: of features that arrived more than once only the last stays
delete from incoming
where _row not in (select max(_row) from incoming group by key)
