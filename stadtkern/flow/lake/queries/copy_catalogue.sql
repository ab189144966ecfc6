-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- copy_catalogue: a consistent copy of the DuckLake catalogue
copy from database __ducklake_metadata_lake to catalogue_copy
