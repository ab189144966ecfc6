-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- note_growth: remember at $noted_at how large the lake is: $observations rows, $file_bytes bytes in files
insert into lake.growth values ($noted_at, $observations, $file_bytes)
