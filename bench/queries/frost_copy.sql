-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frost_copy: rows of the seeded generator
copy loading (datastream_id, at, value) from stdin (format binary)
