-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- tree: the syntax tree of a query as JSON; $sql: its text
select json_serialize_sql($sql)
