-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- add_lake_version: note that migration $version was applied at $applied_at
insert into lake.lake_version values ($version, $applied_at)
