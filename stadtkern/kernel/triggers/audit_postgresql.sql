-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- audit_postgresql: entries of the audit log are only ever added; statements end at an empty line

create function kernel_audit_refuse() returns trigger language plpgsql as $refuse$
begin
    raise exception 'audit entries are only ever added' using errcode = 'integrity_constraint_violation';
end;
$refuse$;

create function kernel_audit_keep() returns trigger language plpgsql as $keep$
begin
    if exists (select 1 from kernel_audittrim where upto >= old.number) then
        return old;
    end if;
    raise exception 'audit entries are only ever added' using errcode = 'integrity_constraint_violation';
end;
$keep$;

create trigger kernel_audit_kept before delete on kernel_auditentry
for each row execute function kernel_audit_keep();

create trigger kernel_audit_unchanged before update on kernel_auditentry
for each row when (
    old.number is not null or new.number is null or length(new.digest) <> 64
    or old.id <> new.id or old.at <> new.at or old.by_id <> new.by_id or old.action <> new.action
    or old.subject <> new.subject or old.about_id is distinct from new.about_id
    or old.change is distinct from new.change
)
execute function kernel_audit_refuse();

create trigger kernel_audit_trim_kept before delete on kernel_audittrim
for each row execute function kernel_audit_refuse();

create trigger kernel_audit_trim_unchanged before update on kernel_audittrim
for each row execute function kernel_audit_refuse();
