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

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
GREEN = "Grünflächenamt"


def administrator() -> Person:
    """Somebody who may do everything."""
    return Person.objects.create(username="adele", is_superuser=True)


def worker(name: str, department: str = GREEN) -> Person:
    """Somebody who works for a department."""
    person = Person.objects.create(username=name)
    person.departments.add(Department.objects.get_or_create(name=department)[0])
    return person


def collection(key: str = "baeume", geometry: GeometryKind = "point", **fields: str) -> FeatureCollection:
    """A collection that people made; the fields by key and kind."""
    kinds = fields or {"art": "text"}
    made = tuple(Field(key=name, title=name, kind=kind) for name, kind in kinds.items())  # type: ignore[arg-type]
    department = Department.objects.get_or_create(name=GREEN)[0]
    draft = Draft(key=key, title=key.title(), department=department, geometry=geometry, fields=made)
    maker = Person.objects.get_or_create(username="maker", is_superuser=True)[0]
    return service.create(maker, draft, NOW)
