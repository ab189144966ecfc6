# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody of each role: at home in the department that owns everything of the small city, and in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stadtkern.kernel import registry
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import CITY, Scope
from stadtkern.kernel.roles import CITY_WIDE, Role
from stadtkern.kernel.tests.people_of_tests import give

ELSEWHERE = "Amt für Anderes"
"""Owns nothing of what is asked for."""
Where = Literal["city", "own", "elsewhere"]


@dataclass(frozen=True, kw_only=True)
class Persona:
    """A person of the tests, or nobody."""

    name: str
    role: Role | None = None
    """Null: no account."""
    where: Where = "city"


PERSONAS = (
    Persona(name="public"),
    Persona(name="resident", role=Role.RESIDENT),
    *(
        Persona(name=f"{role.value} {where}", role=role, where=where)
        for role in (Role.EDITOR, Role.STEWARD, Role.TECHNICIAN)
        for where in ("own", "elsewhere")
    ),
    Persona(name="operator", role=Role.OPERATOR),
    Persona(name="auditor", role=Role.AUDITOR),
    Persona(name="administrator", role=Role.ADMINISTRATOR),
)


def departments() -> list[Department]:
    """The departments of all declared subjects."""
    names = {domain.department for domain in registry.domains()}
    return [Department.objects.get_or_create(name=name)[0] for name in sorted(names)]


def people() -> dict[str, Person | None]:
    """Everybody by name of the persona."""
    own = departments()
    other = [Department.objects.get_or_create(name=ELSEWHERE)[0]]
    return {one.name: _person(one, own if one.where == "own" else other) for one in PERSONAS}


def _person(persona: Persona, scope: list[Department]) -> Person | None:
    if persona.role is None:
        return None
    person = Person.objects.create_user(username=persona.name.replace(" ", "-"))
    if persona.role in CITY_WIDE or persona.where == "city":
        give(person, persona.role, CITY)
        return person
    for department in scope:
        give(person, persona.role, Scope(department=department.pk))
    return person
