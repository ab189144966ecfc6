-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- audit_sqlite_away: the way back of audit_sqlite; statements end at an empty line

drop trigger if exists kernel_audit_kept

drop trigger if exists kernel_audit_unchanged

drop trigger if exists kernel_audit_trim_kept

drop trigger if exists kernel_audit_trim_unchanged
