-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- alive: whether the connection still stands, and with it the partitions it holds
select 1
