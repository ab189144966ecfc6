-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_size: table with index [bytes]
select pg_total_relation_size('observation')
