-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_houses_vacuum: statistics for the planner
vacuum analyze houses
