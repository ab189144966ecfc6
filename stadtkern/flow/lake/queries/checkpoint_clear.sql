-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- checkpoint_clear: forget the older checkpoint
delete from lake.datastream_state
