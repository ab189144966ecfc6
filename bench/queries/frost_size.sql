-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frost_size: the peer's observations with their indexes [bytes]
select pg_total_relation_size('"OBSERVATIONS"')
