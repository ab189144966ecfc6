# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What random paths may lead to: properties by kind, over how many links, and steps into JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Kind, Link, Property
from stadtkern.flow.outlets.sensorthings.query.functions import FUNCTIONS
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import KEYS

STEPS: Mapping[str, tuple[tuple[str | int, ...], ...]] = {
    "unitOfMeasurement": (("name",), ("symbol",)),
    "unitOfMeasurements": ((0, "name"), (1, "symbol"), (2,)),
    "multiObservationDataTypes": ((0,), (1,), (5,)),
    "location": (("type",), ("coordinates", 0), ("geometry", "type"), ("street",)),
    "feature": (("type",), ("coordinates", 1)),
    "observedArea": (("type",),),
    "result": ((), (), (), (0,), (1,), ("a",)),
}
ANY_STEPS: tuple[tuple[str | int, ...], ...] = (
    *((key,) for key in KEYS), ("a", "b"), ("a", 0), ("b", 1), ("b", "c d"), ("nowhere",), (0,),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a random query may contain."""

    depth: int = 3
    """Levels of and, or, not and of arithmetic."""
    most_links: int = 2
    links: frozenset[str] = frozenset(link.name for entity in BY_NAME.values() for link in entity.links)
    """Names of links that paths may use."""
    without: frozenset[str] = frozenset()
    """Properties that are left out, as ``Datastream.resultTime``."""
    functions: frozenset[str] = frozenset(FUNCTIONS)
    lambdas: bool = True
    many: bool = True
    """Whether paths may lead over links to many."""


@cache
def roads(entity: str, most_links: int) -> tuple[tuple[Link, ...], ...]:
    """All ways over links, the empty one first."""
    found: list[tuple[Link, ...]] = [()]
    last: list[tuple[Link, ...]] = [()]
    for _ in range(most_links):
        last = [(*road, link) for road in last for link in BY_NAME[road[-1].target if road else entity].links]
        found += last
    return tuple(found)


@cache
def properties_of(entity: str, kind: Kind, most_links: int) -> tuple[tuple[tuple[Link, ...], Property], ...]:
    """All properties of a kind in reach; for JSON also what can be stepped into."""
    wanted = (kind, Kind.GEOMETRY) if kind is Kind.JSON else (kind,)
    return tuple(
        (road, one)
        for road in roads(entity, most_links)
        for one in BY_NAME[road[-1].target if road else entity].properties
        if one.kind in wanted
    )
