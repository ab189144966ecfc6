-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- clean_up_orphans: delete files older than $before that no commit ever mentioned (a process died while writing)
call ducklake_delete_orphaned_files('lake', older_than => $before)
