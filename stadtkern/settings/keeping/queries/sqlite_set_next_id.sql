-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- sqlite_set_next_id: the table goes on after this number
insert into sqlite_sequence (name, seq) values (%s, %s)
