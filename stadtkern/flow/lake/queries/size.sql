-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- size: files and bytes of all tables, rows inside files and all rows of the observation table, snapshots
with files as (
    select count(*) as files, coalesce(sum(record_count), 0) as file_rows, coalesce(sum(file_size_bytes), 0) as file_bytes
    from __ducklake_metadata_lake.ducklake_data_file
    where end_snapshot is null
        and table_id = (select table_id from ducklake_table_info('lake') where table_name = 'observations')
),

removals as (
    select coalesce(sum(delete_count), 0) as removed_rows, coalesce(sum(file_size_bytes), 0) as removal_bytes
    from __ducklake_metadata_lake.ducklake_delete_file
    where end_snapshot is null
        and table_id = (select table_id from ducklake_table_info('lake') where table_name = 'observations')
)

select
    files::bigint as files,
    (file_bytes + removal_bytes)::bigint as file_bytes,
    (file_rows - removed_rows)::bigint as file_rows,
    (select count(*) from lake.observations) as all_rows,
    (select count(*) from lake.snapshots()) as snapshots
from files, removals
