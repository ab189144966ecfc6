-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_table: the observation table of the peer, as lean as it can be
drop table if exists observation;
create table observation (datastream bigint not null, at timestamptz not null, value double precision);
