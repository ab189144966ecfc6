-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- clean_up: delete files that no snapshot has needed since $before
call ducklake_cleanup_old_files('lake', older_than => $before)
