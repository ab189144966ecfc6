-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_key: the primary key that finds a datastream's range
alter table observation add primary key (datastream, at)
