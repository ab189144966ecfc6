-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- checkpoint_write: keep the state as of snapshot $snapshot
insert into lake.datastream_state by name
select $snapshot::bigint as as_of_snapshot, * from state_rows
