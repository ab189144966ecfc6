-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- peer_copy: bulk load in binary format
copy observation (datastream, at, value) from stdin (format binary)
