-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- staged_count: how many features arrived, and how many different keys they have
select count(*) as features, count(distinct key) as keys from incoming
