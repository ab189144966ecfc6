-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- present_sqlite: names of the triggers that this database has

select name from sqlite_master where type = 'trigger'
