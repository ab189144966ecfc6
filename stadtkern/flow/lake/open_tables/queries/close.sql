-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- close: from here on nothing but the allowed files can be opened, and no setting can be changed
set TimeZone = 'UTC';
set enable_external_access = false;
set lock_configuration = true
