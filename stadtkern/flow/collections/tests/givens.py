# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small builders for the tests of collections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shapely import Point

from stadtkern.flow.collections import service
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.collections import Feature, Field, GeometryKind
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
FIELDS = (
    Field(key="name", title="Name"),
    Field(key="seats", title="Plätze", kind="integer"),
    Field(key="keeper", title="Pate", personal=True),
    Field(key="opened", title="Eröffnet", kind="date"),
)


def later(days: float) -> datetime:
    """Some days after ``NOW``."""
    return NOW + timedelta(days=days)


def department(name: str = "Grünflächen") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def editor(name: str = "gerda", *departments: Department) -> Person:
    """Somebody who works for these departments; without any for „Grünflächen“."""
    person = Person.objects.create_user(name)
    employ(person, *(departments or [department()]))
    return person


def draft(
    key: str = "benches", geometry: GeometryKind = "point", fields: tuple[Field, ...] = FIELDS
) -> Draft:
    return Draft(key=key, title="Bänke", department=department(), geometry=geometry, fields=fields)


def collection(key: str = "benches", geometry: GeometryKind = "point") -> FeatureCollection:
    """A collection of the department „Grünflächen“ without features."""
    person = Person.objects.filter(username="maker").first() or editor("maker")
    return service.create(person, draft(key, geometry), NOW)


def bench(key: str, longitude: float = 6.5, **properties: object) -> Feature:
    return Feature(key=key, geometry=Point(longitude, 51.3), properties=properties)
