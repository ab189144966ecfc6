-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- postgres_wipe: take away what an interrupted restore has begun to write
drop schema public cascade
