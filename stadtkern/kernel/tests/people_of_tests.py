# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People with roles for tests: made without entries in the audit log, which tests want to count."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from stadtkern.kernel import rights
from stadtkern.kernel.granting import OF_A_DEPARTMENT
from stadtkern.kernel.models import Department, Grant, GrantSource, Person
from stadtkern.kernel.rights import CITY, Scope
from stadtkern.kernel.roles import Role


def give(
    person: Person,
    role: Role,
    scope: Scope = CITY,
    *,
    until: datetime | None = None,
    by_provider: bool = False,
) -> None:
    """Give a role; giving it twice is giving it once."""
    place = Q(("department", scope.department), domain=scope.domain, subject=scope.subject)
    source = GrantSource.OIDC if by_provider else GrantSource.LOCAL
    if not Grant.objects.filter(place, person=person, role=role, source=source).exists():
        Grant.objects.create(
            person=person,
            role=role,
            department_id=scope.department,
            domain=scope.domain,
            subject=scope.subject,
            source=source,
            granted_at=timezone.now(),
            expires_at=until,
        )
    rights.changed()


def employ(person: Person, *departments: Department | str) -> Person:
    """Let somebody do everything for these departments, which are made when they are only names."""
    for one in departments:
        owner = Department.objects.get_or_create(name=one)[0] if isinstance(one, str) else one
        for role in OF_A_DEPARTMENT:
            give(person, role, Scope(department=owner.pk))
    return person


def administrator(username: str = "admin", password: str | None = None) -> Person:
    """Somebody who may do everything; the same one when asked twice."""
    found = Person.objects.filter(username=username).first()
    made = found or Person.objects.create_user(username, password=password)
    give(made, Role.ADMINISTRATOR)
    return made


def departments_of(person: Person) -> list[Department]:
    """Departments for which somebody works, by name."""
    return list(Department.objects.filter(grants__person=person).distinct().order_by("name"))
