-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- checkpoint_read: the kept state
select as_of_snapshot, datastream_id, observations, first_time, last_time, result, result_json, quality
from lake.datastream_state
