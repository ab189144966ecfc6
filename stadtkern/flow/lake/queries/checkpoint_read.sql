-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- checkpoint_read: the kept state
select * from lake.datastream_state
