-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- postgres_set_next_id: the last number that this sequence has given
select setval(%s::regclass, %s, true)
