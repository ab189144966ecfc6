# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: one function per question, asked with a person, never with a request.

What somebody may do say the roles granted to the person, each for a scope; ``kernel.roles`` says what a role
permits. Grants are read once per person and page; a change in this process counts at once, one in another
process after two seconds at most (and at once for the next request, which reads them anew).
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from . import registry
from .errors import NotPermitted
from .models import Department, Grant, Person
from .roles import PERMITS, Action, Role

Visitor = Person | AnonymousUser
"""Somebody in front of the screen, signed in or not."""

FRESH_S: Final = 2.0
"""How long the grants that were read for a person count [s]."""

_NOTHING: Final = Q(pk__in=())
_EVERYTHING: Final = ~_NOTHING
"""Unlike an empty condition it stays true when another one is offered beside it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Where a role is granted; what is named must all be met, nothing named is the whole city."""

    department: int | None = None
    domain: str = ""
    subject: str = ""

    def covers(self, department: int | None, domain: str, subject: str) -> bool:
        """Whether something of this department, subject and key lies within."""
        return (
            self.department in {None, department}
            and self.domain in {"", domain}
            and self.subject in {"", subject}
        )


CITY: Final = Scope()
"""The whole city."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """Names of the columns that say to what rows belong; an empty one: they have no such thing."""

    department: str = ""
    domain: str = ""
    kind: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may do one action."""

    scopes: tuple[Scope, ...] = ()

    @property
    def everywhere(self) -> bool:
        """Whether that is the whole city."""
        return CITY in self.scopes

    @property
    def departments(self) -> frozenset[int]:
        """Ids of the departments that lie within as a whole, when the city does not."""
        return frozenset(
            one.department
            for one in self.scopes
            if one.department is not None and not one.domain and not one.subject
        )

    def covers(self, department: int | None = None, domain: str = "", subject: str = "") -> bool:
        """Whether something of this department, subject and key lies within."""
        return any(one.covers(department, domain, subject) for one in self.scopes)

    def where(self, rows: Rows) -> Q:
        """Condition that a row lies within."""
        if self.everywhere:
            return _EVERYTHING
        found = [part for part in (_part(one, rows) for one in self.scopes) if part is not None]
        return reduce(or_, found, _NOTHING)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a person held when it was looked up."""

    change: int
    read_s: float
    grants: tuple[tuple[Role, Scope], ...]


_changes = itertools.count(1)
_newest = [0]


def changed() -> None:
    """Grants have changed: this process reads them again."""
    _newest[0] = next(_changes)


def may(
    visitor: Visitor,
    action: Action,
    department: Department | None = None,
    *,
    domain: str = "",
    subject: str = "",
) -> bool:
    """Whether the visitor may do this to what is named, or (nothing named) to the whole city.

    ``department`` owns it, ``domain`` is the name of its subject, ``subject`` its kind and key
    (``thing:muenster/100035541``); a grant counts when all that it names is named here.
    """
    owner = None if department is None else department.pk
    return reach(visitor, action).covers(owner, domain, subject)


def may_somewhere(visitor: Visitor, action: Action) -> bool:
    """Whether there is anything to which the visitor may do this."""
    return bool(reach(visitor, action).scopes)


def reach(visitor: Visitor, action: Action) -> Reach:
    """Where the visitor may do this."""
    return Reach(tuple(scope for role, scope in roles_of(visitor) if action in PERMITS[role]))


def roles_of(visitor: Visitor) -> tuple[tuple[Role, Scope], ...]:
    """Roles of the visitor that count now, each with its scope; one query, none for strangers."""
    if not isinstance(visitor, Person) or not visitor.is_active or visitor.pk is None:
        return ()
    held = visitor.__dict__.get("_held")
    now_s = time.monotonic()
    if not isinstance(held, _Held) or held.change != _newest[0] or now_s - held.read_s > FRESH_S:
        held = _Held(_newest[0], now_s, _read(visitor))
        visitor.__dict__["_held"] = held
    return held.grants


def departments_of(visitor: Visitor, action: Action = Action.EDIT) -> frozenset[int]:
    """Ids of the departments for all of which the visitor may do this; empty for strangers."""
    found = reach(visitor, action)
    if found.everywhere:
        return frozenset(Department.objects.values_list("pk", flat=True))
    return found.departments


def domains_of(visitor: Visitor, action: Action) -> list[str]:
    """Names of the declared subjects to all of which the visitor may do this, in the order of declaration."""
    found = reach(visitor, action)
    declared = registry.domains()
    if found.everywhere:
        return [domain.name for domain in declared]
    if not found.scopes:
        return []
    owners = dict(Department.objects.values_list("name", "pk"))
    return [domain.name for domain in declared if found.covers(owners.get(domain.department), domain.name)]


def may_in(visitor: Visitor, action: Action, domain: str) -> bool:
    """Whether the visitor may do this to all of a subject; the department that it declares owns it."""
    found = reach(visitor, action)
    if found.everywhere or not found.scopes:
        return found.everywhere
    declared = next((one for one in registry.domains() if one.name == domain), None)
    owner = Department.objects.filter(name=declared.department).first() if declared else None
    return found.covers(owner.pk if owner else None, domain)


def is_staff_member(visitor: Visitor) -> bool:
    """Whether the visitor works for the city: has a role that permits something."""
    return any(PERMITS[role] for role, _scope in roles_of(visitor))


def may_administrate(visitor: Visitor) -> bool:
    """Whether the visitor may manage people, roles, keys and the particulars of the municipality."""
    return may(visitor, Action.ADMINISTRATE)


def may_edit(visitor: Visitor, department: Department) -> bool:
    """Whether the visitor may change the facts of all that this department owns."""
    return may(visitor, Action.EDIT, department)


def may_see_internal(visitor: Visitor, owner: Department) -> bool:
    """Whether the visitor may see all that this department keeps internal."""
    return may(visitor, Action.SEE_INTERNAL, owner)


def require(permitted: bool, what: str = "") -> None:
    """Go on only when permitted.

    Raises:
        NotPermitted: with ``what`` was asked for.
    """
    if not permitted:
        raise NotPermitted(what)


def _read(person: Person) -> tuple[tuple[Role, Scope], ...]:
    rows = (
        Grant.objects.filter(person=person)
        .current(timezone.now())
        .order_by("pk")
        .values_list("role", "department_id", "domain", "subject")
    )
    return tuple(
        (Role(role), Scope(department=department, domain=domain, subject=subject))
        for role, department, domain, subject in rows
    )


def _part(scope: Scope, rows: Rows) -> Q | None:
    """Condition of one scope; none when rows cannot lie in it."""
    found = Q()
    if scope.department is not None:
        if not rows.department:
            return None
        found &= Q((rows.department, scope.department))
    if scope.domain:
        if not rows.domain:
            return None
        found &= Q((rows.domain, scope.domain))
    if scope.subject:
        kind, _colon, key = scope.subject.partition(":")
        if not rows.key or kind != rows.kind:
            return None
        found &= Q((rows.key, key))
    return found
