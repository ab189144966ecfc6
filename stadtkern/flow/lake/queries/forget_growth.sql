-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- forget_growth: drop sizes noted before $before
delete from lake.growth where noted_at < $before
