-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- table_sum: rows of {table} with two sums over the hash of each row, which do not depend on their order
select count(*) as "rows", coalesce(sum(hash(t)::hugeint), 0) as total, coalesce(bit_xor(hash(t)), 0) as mixed
from lake.{table} as t
