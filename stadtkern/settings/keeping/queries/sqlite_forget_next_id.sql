-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- sqlite_forget_next_id: the table begins anew
delete from sqlite_sequence where name = %s
