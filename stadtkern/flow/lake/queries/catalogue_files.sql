-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- catalogue_files: every file of the copied catalogue below the place of the files, with its size [bytes];
-- "relative" is false for a file that lies elsewhere
with places as (
    select distinct t.table_id, s.path || t.path as folder, s.path_is_relative and t.path_is_relative as inside
    from __ducklake_metadata_fresh.ducklake_table as t
    join __ducklake_metadata_fresh.ducklake_schema as s on s.schema_id = t.schema_id
), files as (
    select table_id, path, path_is_relative, file_size_bytes
    from __ducklake_metadata_fresh.ducklake_data_file
    union all
    select table_id, path, path_is_relative, file_size_bytes
    from __ducklake_metadata_fresh.ducklake_delete_file
)
select p.folder || f.path as path, max(f.file_size_bytes) as "bytes",
    bool_and(p.inside and f.path_is_relative) as "relative"
from files as f
join places as p on p.table_id = f.table_id
group by all
order by path
