# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small collection of benches along a street, and some more of its city."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.collections import service, writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.kernel.collections import Feature, Field, GeometryKind
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
FIELDS = (
    Field(key="name", title="Name", title_en="Name"),
    Field(key="seats", title="Plätze", kind="integer"),
    Field(key="area", title="Fläche", kind="number", unit="m2"),
    Field(key="wood", title="Holz", values={"oak": "Eiche", "pine": "Kiefer"}),
    Field(key="roofed", title="Überdacht", kind="boolean"),
    Field(key="opened", title="Eröffnet", kind="date"),
    Field(key="seen", title="Gesehen", kind="datetime"),
    Field(key="keeper", title="Pate", personal=True),
)


def department(name: str = "Grünflächen") -> Department:
    """A department."""
    return Department.objects.get_or_create(name=name)[0]


def editor(name: str = "gerda", *departments: Department) -> Person:
    """Somebody who works for these departments; without any for „Grünflächen“."""
    person = Person.objects.create_user(name)
    employ(person, *(departments or [department()]))
    return person


def collection(
    key: str = "benches",
    features: Iterable[Feature] = (),
    *,
    geometry: GeometryKind = "point",
    public: bool = True,
    domain: str = "",
) -> FeatureCollection:
    """A collection with these features."""
    person = Person.objects.filter(username="maker").first() or editor("maker")
    draft = Draft(
        key=key,
        title="Bänke",
        title_en="Benches",
        department=department(),
        geometry=geometry,
        fields=FIELDS,
        licence="dl-zero-de/2.0",
        name_field="name",
        domain=domain,
    )
    made = service.create(person, draft, NOW)
    writing.write_features(made, features, complete=True, now=NOW, actor=person)
    if public:
        service.set_visibility(person, service.by_key(key, person), Visibility.PUBLIC, NOW)
    return service.by_key(key, person)


def bench(key: str, place: BaseGeometry | float | None = 6.5, **properties: object) -> Feature:
    """A bench at this longitude on the parallel 51.3."""
    geometry = Point(place, 51.3) if isinstance(place, float) else place
    return Feature(key=key, geometry=geometry, properties=properties)


def benches(number: int = 5) -> list[Feature]:
    """Benches b0, b1 …, one every 0.01 degrees eastward from 6.5; every second has a roof."""
    return [
        bench(
            f"b{place}",
            round(6.5 + place / 100, 5),
            name=f"Bank {place}",
            seats=place,
            area=place * 1.5 if place % 3 else None,
            wood="oak" if place % 2 else "pine",
            roofed=place % 2 == 0,
            opened=(NOW + timedelta(days=place)).date(),
            keeper="Erna",
        )
        for place in range(number)
    ]


def square(west: float, south: float, size: float) -> BaseGeometry:
    """A square in degrees."""
    return shapely.box(west, south, west + size, south + size)
