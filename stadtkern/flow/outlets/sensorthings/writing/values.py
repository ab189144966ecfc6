# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks the value of one property: its kind, and what the standard says of its inside (18-088 clause 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from stadtkern.flow.devices.sensing.words import Json, Unit
from stadtkern.flow.outlets.sensorthings.entities import Entity, Kind, Property

from .json_text import joined
from .times import Span, instant, span
from .words import BodyRefused

Checked: TypeAlias = Json | datetime | Span | Unit | tuple[Unit, ...] | tuple[str, ...]
"""A value as facts and observations take it."""
_Check: TypeAlias = Callable[[Json, str], Checked]

_GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
    "Feature",
    "FeatureCollection",
}


def checked(entity: Entity, known: Property, value: Json, path: str) -> Checked:
    """The value of a property.

    Raises:
        BodyRefused: it is of another kind.
    """
    if value is None and not _must_be_there(entity, known):
        return None
    special = _SPECIAL.get((entity.name, known.name)) or _COMMON.get(known.name) or _BY_KIND.get(known.kind)
    return special(value, path) if special else value


def kind_of(value: Json) -> str:
    """How JSON calls the kind of this value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, Mapping) else "an array"


def members(value: Json, path: str) -> Mapping[str, Json]:
    """The object.

    Raises:
        BodyRefused: it is none.
    """
    if not isinstance(value, Mapping):
        raise BodyRefused(path, f"expected an object, got {kind_of(value)}")
    return value


def items(value: Json, path: str) -> Sequence[Json]:
    """The array.

    Raises:
        BodyRefused: it is none.
    """
    if not isinstance(value, list):
        raise BodyRefused(path, f"expected an array, got {kind_of(value)}")
    return value


def text(value: Json, path: str) -> str:
    """The text.

    Raises:
        BodyRefused: it is none.
    """
    if not isinstance(value, str):
        raise BodyRefused(path, f"expected text, got {kind_of(value)}")
    return value


def _must_be_there(entity: Entity, known: Property) -> bool:
    """Whether null is no value; any JSON may be null, and so may what nobody has to give."""
    if known.kind in {Kind.JSON, Kind.GEOMETRY} and (entity.name, known.name) not in _SPECIAL:
        return False
    return known.required or known.name in {"phenomenonTime", "status"}


def _unit(value: Json, path: str) -> Unit:
    given = members(value, path)
    for name in given:
        if name not in {"name", "symbol", "definition"}:
            raise BodyRefused(joined(path, name), "a unit has name, symbol and definition only")

    def part(name: str) -> str | None:
        found = given.get(name)
        return None if found is None else text(found, joined(path, name))

    return Unit(name=part("name"), symbol=part("symbol"), definition=part("definition"))


def _units(value: Json, path: str) -> tuple[Unit, ...]:
    return tuple(_unit(one, joined(path, place)) for place, one in enumerate(items(value, path)))


def _texts(value: Json, path: str) -> tuple[str, ...]:
    return tuple(text(one, joined(path, place)) for place, one in enumerate(items(value, path)))


def _geojson(value: Json, path: str) -> Json:
    given = members(value, path)
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in _GEOMETRIES:
        raise BodyRefused(
            joined(path, "type"), "expected a GeoJSON geometry or feature (RFC 7946), e.g. Point"
        )
    return given


_SPECIAL: Mapping[tuple[str, str], _Check] = {
    ("Datastream", "unitOfMeasurement"): _unit,
    ("MultiDatastream", "unitOfMeasurements"): _units,
    ("MultiDatastream", "multiObservationDataTypes"): _texts,
    ("TaskingCapability", "taskingParameters"): members,
    ("Task", "taskingParameters"): members,
}
_COMMON: Mapping[str, _Check] = {"properties": members, "parameters": members, "observedArea": _geojson}
_BY_KIND: Mapping[Kind, _Check] = {Kind.TEXT: text, Kind.TIME: instant, Kind.INTERVAL: span}
