-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- empty_fresh: a new catalogue begins with rows of its own; {table} name of a table of the catalogue
delete from __ducklake_metadata_fresh.{table}
