-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- postgres_set_aside: everything in the schema stays, under the name {aside}
alter schema public rename to {aside}
