-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- listen: hear what other processes say (PostgreSQL)
listen stadtkern_changes
