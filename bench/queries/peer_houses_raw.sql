-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_houses_raw: houses as they come, without key and geometry
create unlogged table houses_raw (house text, kind text, levels int, year int, area_m2 float8, geometry bytea)
