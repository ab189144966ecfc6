-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- lake_version: number of the newest migration that this lake has had
select max(version)::integer as version from lake.lake_version
