-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- catalogue_version: version of the DuckLake specification that the catalogue follows
select value from __ducklake_metadata_lake.ducklake_metadata where key = 'version'
