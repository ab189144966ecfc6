# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Giving roles to people and taking them back: each change is in the audit log, an administrator stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from . import audit, rights
from .audit import Fact
from .errors import Contradiction
from .models import Department, Grant, GrantSource, Person
from .rights import CITY, Scope
from .roles import CITY_WIDE, PERMITS, Action, Role

OF_A_DEPARTMENT = (Role.EDITOR, Role.STEWARD, Role.TECHNICIAN)
"""What somebody gets who does everything for a department, as in small towns."""


def grant(
    actor: Person | str,
    person: Person,
    role: Role,
    *,
    scope: Scope = CITY,
    expires_at: datetime | None = None,
    at: datetime,
) -> Grant:
    """Give a role; one that the person has for the same scope gets the new end.

    ``actor`` is an administrator, or the name of a process on the machine (command line, first start).

    Raises:
        NotPermitted: the actor is no administrator.
        Contradiction: the role counts for the whole city only, the end has passed, or no administrator
            without an end would be left.
    """
    _require(actor, "grant a role")
    if role in CITY_WIDE and scope != CITY:
        raise Contradiction(_("Diese Rolle gilt immer für die ganze Kommune."))
    if expires_at is not None and expires_at <= at:
        raise Contradiction(_("Das Ende der Rolle liegt in der Vergangenheit."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        same = Grant.objects.filter(_at(scope), person=person, role=role, source=GrantSource.LOCAL).first()
        made, given = same is None, same or _new(actor, person, role, scope, at)
        if made or given.expires_at != expires_at:
            given.expires_at = expires_at
            given.save()
            if role == Role.ADMINISTRATOR and not made:
                keep_an_administrator()
            audit.record(actor, "person.grant", f"person {person.username}", _told(given), at)
    _forget(person)
    return given


def revoke(actor: Person | str, given: Grant, *, at: datetime) -> None:
    """Take a role back, also one of the identity provider (which gives it again while the group stays).

    Raises:
        NotPermitted: the actor is no administrator.
        Contradiction: no administrator would be left.
    """
    _require(actor, "revoke a role")
    with transaction.atomic():
        _revoke(actor, given, at)
        if given.role == Role.ADMINISTRATOR and given.source == GrantSource.LOCAL:
            keep_an_administrator()
    _forget(given.person)


def employ(actor: Person | str, person: Person, *departments: Department, at: datetime) -> None:
    """Let a person do everything for these departments: facts, releases and devices.

    Raises:
        NotPermitted: the actor is no administrator.
    """
    for department in departments:
        for role in OF_A_DEPARTMENT:
            grant(actor, person, role, scope=Scope(department=department.pk), at=at)


def start_with(
    person: Person, wanted: Iterable[tuple[Role, Scope]], *, actor: Person | str, at: datetime
) -> None:
    """First roles of a new account; the entry in the audit log that tells of the account names them."""
    Grant.objects.bulk_create([_new(actor, person, role, scope, at) for role, scope in dict.fromkeys(wanted)])
    _forget(person)


def of_departments(departments: Iterable[Department]) -> list[tuple[Role, Scope]]:
    """Everything for these departments."""
    return [(role, Scope(department=one.pk)) for one in departments for role in OF_A_DEPARTMENT]


def grants_of(person: Person, *, at: datetime | None = None) -> list[Grant]:
    """Grants of a person with their departments; with ``at`` only those that count then."""
    rows = Grant.objects.filter(person=person).select_related("department", "granted_by")
    return list(rows if at is None else rows.current(at))


def grant_from_provider(person: Person, wanted: set[tuple[Role, Department | None]], *, at: datetime) -> None:
    """What the identity provider says at a sign-in: its roles are exactly these; those given here stay.

    A role for the whole city that is named with a department is given for the city only when it can be
    nothing else; other roles keep their department.

    Raises:
        Contradiction: a role of the whole city is asked for a department.
    """
    if any(role in CITY_WIDE and department is not None for role, department in wanted):
        raise Contradiction(_("Diese Rolle gilt immer für die ganze Kommune."))
    keys = {(role.value, department.pk if department else None) for role, department in wanted}
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        had = list(Grant.objects.filter(person=person, source=GrantSource.OIDC).select_related("department"))
        for one in had:
            if (one.role, one.department_id) not in keys or one.domain or one.subject:
                _revoke("identity provider", one, at)
        new = keys - {(one.role, one.department_id) for one in had if not one.domain and not one.subject}
        for role, department in sorted(new, key=str):
            made = Grant.objects.create(
                person=person, role=role, department_id=department, source=GrantSource.OIDC, granted_at=at
            )
            audit.record("identity provider", "person.grant", f"person {person.username}", _told(made), at)
    _forget(person)


def replace_local(
    actor: Person | str, person: Person, wanted: Iterable[tuple[Role, Scope]], *, at: datetime
) -> None:
    """Make the roles given here without an end exactly these.

    Raises:
        NotPermitted: the actor is no administrator.
        Contradiction: as :func:`grant`.
    """
    keys = set(wanted)
    with transaction.atomic():
        for role, scope in sorted(keys, key=str):
            grant(actor, person, role, scope=scope, at=at)
        for one in Grant.objects.filter(person=person, source=GrantSource.LOCAL, expires_at=None):
            scope = Scope(department=one.department_id, domain=one.domain, subject=one.subject)
            if (Role(one.role), scope) not in keys:
                revoke(actor, one, at=at)


def administrators() -> list[Person]:
    """Active administrators who can sign in with a password or through the identity provider."""
    rows = Grant.objects.filter(role=Role.ADMINISTRATOR, expires_at=None, person__is_active=True)
    found = {
        row.person.pk: row.person
        for row in rows.select_related("person").order_by("person__pk")
        if row.source == GrantSource.OIDC or row.person.has_usable_password()
    }
    return list(found.values())


def keep_an_administrator() -> None:
    """Go on only while somebody has the role here, without an end, and can sign in with a password.

    Raises:
        Contradiction: nobody has.
    """
    rows = Grant.objects.filter(
        role=Role.ADMINISTRATOR, source=GrantSource.LOCAL, expires_at=None, person__is_active=True
    )
    if not any(row.person.has_usable_password() for row in rows.select_related("person")):
        raise Contradiction(_("Mindestens eine Person muss die Plattform verwalten."))


def holders(
    action: Action,
    department: Department | None,
    *,
    domain: str = "",
    subject: str = "",
    more: tuple[str, ...] = (),
    at: datetime,
) -> list[Grant]:
    """Grants by which people may do this to what is named, with people and departments, by user name.

    ``more`` are kinds and keys of what it belongs to.
    """
    roles = [role for role, permitted in PERMITS.items() if action in permitted]
    rows = (
        Grant.objects.filter(
            Q(department=None) | Q(department=department),
            role__in=roles,
            domain__in=("", domain),
            subject__in=("", subject, *more),
            person__is_active=True,
        )
        .current(at)
        .select_related("person", "department")
        .order_by("person__username", "pk")
    )
    return list(rows)


def forget_expired(at: datetime) -> int:
    """Remove grants that have ended, each with an entry in the audit log; how many."""
    gone = list(Grant.objects.filter(expires_at__lte=at).select_related("person", "department"))
    with transaction.atomic():
        for one in gone:
            _revoke(audit.SYSTEM, one, at, "person.grant_expired")
    rights.changed()
    return len(gone)


def _revoke(actor: Person | str, given: Grant, at: datetime, action: str = "person.revoke") -> None:
    told = _told(given)
    if Grant.objects.filter(pk=given.pk).delete()[0]:
        audit.record(actor, action, f"person {given.person.username}", told, at)


def _require(actor: Person | str, what: str) -> None:
    if isinstance(actor, Person):
        rights.require(rights.may(actor, Action.ADMINISTRATE), what)


def _at(scope: Scope) -> Q:
    return Q(("department", scope.department), domain=scope.domain, subject=scope.subject)


def _new(actor: Person | str, person: Person, role: Role, scope: Scope, at: datetime) -> Grant:
    return Grant(
        person=person,
        role=role,
        department_id=scope.department,
        domain=scope.domain,
        subject=scope.subject,
        granted_by=_person(actor),
        granted_at=at,
    )


def _person(actor: Person | str) -> Person | None:
    return actor if isinstance(actor, Person) else None


def _told(given: Grant) -> dict[str, Fact]:
    """The grant in the words of the audit log."""
    facts: dict[str, Fact] = {"role": str(given.role)}
    if given.department is not None:
        facts["department"] = given.department.name
    if given.domain:
        facts["domain"] = given.domain
    if given.subject:
        facts["subject"] = given.subject
    if given.expires_at is not None:
        facts["expires_at"] = given.expires_at.isoformat()
    if given.source != GrantSource.LOCAL:
        facts["source"] = str(given.source)
    return facts


def _forget(person: Person) -> None:
    rights.changed()
    person.__dict__.pop("_held", None)
