-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- session: what every session needs; `observations` is then visible unqualified
use lake
