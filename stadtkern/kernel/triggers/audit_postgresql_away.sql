-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- audit_postgresql_away: the way back of audit_postgresql; statements end at an empty line

drop trigger if exists kernel_audit_kept on kernel_auditentry

drop trigger if exists kernel_audit_unchanged on kernel_auditentry

drop trigger if exists kernel_audit_trim_kept on kernel_audittrim

drop trigger if exists kernel_audit_trim_unchanged on kernel_audittrim

drop function if exists kernel_audit_keep()

drop function if exists kernel_audit_refuse()
