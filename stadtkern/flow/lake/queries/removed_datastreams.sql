-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- removed_datastreams: datastreams of which rows were removed or replaced after snapshot $after up to $until
select distinct datastream_id
from ducklake_table_deletions('lake', 'main', 'observations', $after + 1, $until)
