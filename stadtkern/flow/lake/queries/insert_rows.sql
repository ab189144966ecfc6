-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- insert_rows: write the new rows; they arrive sorted by (datastream, time)
insert into lake.observations by name
select * from new_rows
