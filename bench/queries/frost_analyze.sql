-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frost_analyze: the planner knows the tables
vacuum analyze
