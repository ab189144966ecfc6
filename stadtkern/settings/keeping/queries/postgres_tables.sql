-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- postgres_tables: how many tables the present schema has
select count(*) from pg_tables where schemaname = current_schema()
