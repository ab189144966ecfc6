-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_houses_index: the index that both peers advise
create index houses_geom on houses using gist (geom)
