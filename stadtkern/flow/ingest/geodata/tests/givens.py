# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What tests of geodata make: collections, people, files written from recorded data."""

from __future__ import annotations

from datetime import UTC, datetime

from stadtkern.flow.collections import service
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.collections import Field, GeometryKind
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import administrator as boss
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
GREEN = "Grünflächenamt"


def administrator() -> Person:
    """Somebody who may do everything."""
    return boss("adele")


def worker(name: str, department: str = GREEN) -> Person:
    """Somebody who works for a department."""
    person = Person.objects.create(username=name)
    employ(person, department)
    return person


def collection(key: str = "baeume", geometry: GeometryKind = "point", **fields: str) -> FeatureCollection:
    """A collection that people made; the fields by key and kind."""
    kinds = fields or {"art": "text"}
    made = tuple(Field(key=name, title=name, kind=kind) for name, kind in kinds.items())  # type: ignore[arg-type]
    department = Department.objects.get_or_create(name=GREEN)[0]
    draft = Draft(key=key, title=key.title(), department=department, geometry=geometry, fields=made)
    maker = boss("maker")
    return service.create(maker, draft, NOW)
