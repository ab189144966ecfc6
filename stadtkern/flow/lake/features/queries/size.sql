-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- size: tables of features, their rows (history is not counted) and their bytes (history is)
with tables as (
    select table_id, table_name not like '%\_history' escape '\' as present
    from ducklake_table_info('lake')
    where regexp_matches(table_name, '^features_[0-9]+(_history)?$')
),

files as (
    select t.present, sum(f.record_count) as features, sum(f.file_size_bytes) as bytes
    from __ducklake_metadata_lake.ducklake_data_file as f
    inner join tables as t using (table_id)
    where f.end_snapshot is null
    group by t.present
),

removals as (
    select t.present, sum(f.delete_count) as features, sum(f.file_size_bytes) as bytes
    from __ducklake_metadata_lake.ducklake_delete_file as f
    inner join tables as t using (table_id)
    where f.end_snapshot is null
    group by t.present
)

select
    (select count(*) from tables where present) as tables,
    (
        coalesce((select sum(features) from files where present), 0)
        - coalesce((select sum(features) from removals where present), 0)
    )::bigint as features,
    (coalesce((select sum(bytes) from files), 0) + coalesce((select sum(bytes) from removals), 0))::bigint as bytes
