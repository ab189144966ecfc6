-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- page: one page of rows; {columns} and {order}: quoted names, {where}: condition with parameters of its own
-- $_most: rows at most, one more than is shown; $_skip: rows that were shown before
select {columns}
from rows
where {where}
order by {order}
limit $_most::bigint offset $_skip::bigint
