-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- make_lake_version: the table of applied migrations
create table lake.lake_version (version integer not null, applied_at timestamptz not null)
