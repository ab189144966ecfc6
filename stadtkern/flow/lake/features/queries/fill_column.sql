-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- fill_column: the values of one column as another kind in another; {table}, {column}, {before}, {type}
update {table} set {column} = try_cast({before} as {type})
where {before} is not null
