-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- audit_sqlite: entries of the audit log are only ever added; statements end at an empty line

create trigger kernel_audit_kept before delete on kernel_auditentry
when not exists (select 1 from kernel_audittrim where upto >= old.number)
begin
    select raise(abort, 'audit entries are only ever added');
end;

create trigger kernel_audit_unchanged before update on kernel_auditentry
when old.number is not null or new.number is null or length(new.digest) <> 64
    or old.id <> new.id or old.at <> new.at or old.by_id <> new.by_id or old.action <> new.action
    or old.subject <> new.subject or old.about_id is not new.about_id or old.change is not new.change
begin
    select raise(abort, 'audit entries are only ever added');
end;

create trigger kernel_audit_trim_kept before delete on kernel_audittrim
begin
    select raise(abort, 'audit entries are only ever added');
end;

create trigger kernel_audit_trim_unchanged before update on kernel_audittrim
begin
    select raise(abort, 'audit entries are only ever added');
end;
