-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- part_rows_changed: those that came after snapshot $after up to $until (part of summary)
-- Datastreams in $recount are left out: rows of theirs were also removed, they are summarised anew.
ducklake_table_insertions('lake', 'main', 'observations', $after + 1, $until)
    where not list_contains($recount, datastream_id)
