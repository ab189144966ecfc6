-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- sqlite_next_ids: the last number that each table with counted keys has given
select name, seq from sqlite_sequence
