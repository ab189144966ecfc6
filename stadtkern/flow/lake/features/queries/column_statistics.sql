-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- column_statistics: what stands in {column}; {source}, {mean} an expression
select
    count({column}) as count,
    count(*) - count({column}) as nulls,
    approx_count_distinct({column}) as "distinct",
    min({column}) as least,
    max({column}) as greatest,
    {mean}::double as mean
from {source}
