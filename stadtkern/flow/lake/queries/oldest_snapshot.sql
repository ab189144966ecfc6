-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- oldest_snapshot: the oldest snapshot that has not expired
select min(snapshot_id) as snapshot from lake.snapshots()
