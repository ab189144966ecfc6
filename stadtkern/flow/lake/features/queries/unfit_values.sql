-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- unfit_values: values of {column} of the type {before} that would be lost as {type}; {table}
select count(*) as unfit, min({column}::varchar) as example
from {table}
where {column} is not null
    and (
        try_cast({column} as {type}) is null
        or ({whole} and try_cast(try_cast({column} as {type}) as {before}) is distinct from {column})
    )
