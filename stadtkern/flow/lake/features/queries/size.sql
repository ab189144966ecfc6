-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- size: tables of features, and the bytes of their files with those of the history
select
    coalesce(list(table_name) filter (where table_name not like '%history'), []) as names,
    coalesce(sum(file_size_bytes + delete_file_size_bytes), 0)::bigint as bytes
from ducklake_table_info('lake')
where regexp_matches(table_name, '^features_[0-9]+(_history)?$')
