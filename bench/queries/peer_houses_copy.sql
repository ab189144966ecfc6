-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_houses_copy: the fastest way into PostgreSQL
copy houses_raw from stdin (format binary)
