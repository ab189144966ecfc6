-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- expire: forget snapshots older than $before
call ducklake_expire_snapshots('lake', older_than => $before)
