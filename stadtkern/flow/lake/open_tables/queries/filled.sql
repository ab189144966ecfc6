-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- filled: how many rows have a value in {column}: quoted name
select count({column}) as filled, count(*) - count({column}) as "empty"
from rows
