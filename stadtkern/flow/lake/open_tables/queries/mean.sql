-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- mean: of the numbers in {column}: quoted name
select avg({column})::double as mean
from rows
