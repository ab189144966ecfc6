-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- postgres_make_schema: an empty schema for the restored city
create schema public
