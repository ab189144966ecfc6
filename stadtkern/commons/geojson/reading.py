# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A FeatureCollection of RFC 7946 becomes features, one by one: what cannot be used is rejected alone.

A payload holds all features of its collection, so that what it no longer names is gone, unless it carries the
member ``"partial": true`` beside its features (RFC 7946 § 6.1 allows such members); rejected features do.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from shapely import force_2d, is_valid_reason, make_valid
from shapely.errors import ShapelyError
from shapely.geometry import GeometryCollection, MultiLineString, MultiPoint, MultiPolygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from stadtkern.kernel.collections import Collection, Feature, GeometryKind
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Rejected

_DIMENSION: dict[GeometryKind, int] = {"point": 0, "line": 1, "polygon": 2}
_LONGEST_KEY = 200
_OF_ONE_KIND = (MultiPoint, MultiLineString, MultiPolygon)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A feature as the payload gives it."""

    id: str
    """Empty when it has none."""
    geometry: BaseGeometry
    properties: Mapping[str, object]
    number: int
    """Position in the payload, from 1."""

    def text(self, name: str) -> str | None:
        """A property as text without spaces at its ends; null when it is missing or empty."""
        value = self.properties.get(name)
        plain = "" if value is None else " ".join(str(value).split())
        return plain or None


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a given feature becomes."""

    key: str
    properties: Mapping[str, object]


Reader = Callable[[Given], Read | None]
"""Says what a feature becomes; null: it does not belong here. A ``ValueError`` is the reason to reject it."""


def decode(payload: Payload, collection: Collection, reader: Reader) -> Decoded:
    """All features of a payload, as the reader reads them.

    Raises:
        PayloadRejected: no GeoJSON with features.
    """
    document = _document(payload.content)
    found: dict[str, Feature] = {}
    rejected: list[Rejected] = []
    for number, raw in enumerate(document.features, start=1):
        try:
            feature = _feature(raw, number, collection, reader)
            if feature is not None and feature.key in found:
                raise ValueError(f"die Kennung „{feature.key}“ steht zweimal in der Datei")
        except ValueError as error:
            rejected.append(_rejected(raw, number, str(error)))
            continue
        if feature is not None:
            found[feature.key] = feature
    return Decoded(
        features={collection.key: tuple(found.values())},
        complete=frozenset() if document.partial else frozenset({collection.key}),
        rejected=tuple(rejected),
    )


@dataclass(frozen=True, kw_only=True)
class _Document:
    features: list[object]
    partial: bool


def _document(content: bytes) -> _Document:
    try:
        given = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PayloadRejected(f"Das ist kein JSON: {error}.") from error
    features = given.get("features") if isinstance(given, dict) else None
    if not isinstance(features, list):
        raise PayloadRejected("Erwartet wird GeoJSON mit „features“ (RFC 7946, FeatureCollection).")
    return _Document(features=features, partial=given.get("partial") is True)


def _feature(raw: object, number: int, collection: Collection, reader: Reader) -> Feature | None:
    if not isinstance(raw, dict):
        raise ValueError("das ist kein Objekt, sondern etwas anderes")
    properties = raw.get("properties")
    identity = raw.get("id")
    given = Given(
        id=str(identity) if isinstance(identity, str | int) else "",
        geometry=_geometry(raw.get("geometry"), collection.geometry),
        properties=properties if isinstance(properties, dict) else {},
        number=number,
    )
    read = reader(given)
    if read is None:
        return None
    if not read.key or len(read.key) > _LONGEST_KEY:
        raise ValueError(f"die Kennung fehlt oder hat mehr als {_LONGEST_KEY} Zeichen")
    return Feature(key=read.key, geometry=given.geometry, properties=read.properties)


def _geometry(given: object, kind: GeometryKind) -> BaseGeometry:
    """In two dimensions, repaired when it crosses itself, in the kind that the collection has."""
    if not isinstance(given, dict):
        raise ValueError("die Geometrie fehlt")
    try:
        geometry = force_2d(shape(given))
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise ValueError("die Geometrie ist kein GeoJSON nach RFC 7946") from error
    if geometry.is_empty:
        raise ValueError("die Geometrie ist leer")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise ValueError("die Koordinaten sind keine Grad (Länge, Breite); das Bezugssystem muss WGS 84 sein")
    if not geometry.is_valid:
        reason = is_valid_reason(geometry)
        geometry = _repaired(geometry)
        if geometry.is_empty:
            raise ValueError(f"die Geometrie ist ungültig und nicht zu reparieren ({reason})")
    return _of_kind(geometry, kind)


def _repaired(geometry: BaseGeometry) -> BaseGeometry:
    """Valid, without the points and lines that repairing an area leaves over."""
    repaired = make_valid(geometry)
    if not isinstance(repaired, GeometryCollection) or isinstance(repaired, _OF_ONE_KIND):
        return repaired
    dimension = max((_dimension(part) for part in repaired.geoms), default=0)
    parts = [part for part in repaired.geoms if _dimension(part) == dimension]
    return unary_union(parts) if parts else repaired


def _of_kind(geometry: BaseGeometry, kind: GeometryKind) -> BaseGeometry:
    """A place of a point collection may be given as area or line: then a point inside stands for it."""
    wanted = _DIMENSION.get(kind)
    if wanted is None or _dimension(geometry) == wanted:
        return geometry
    if wanted == 0:
        return geometry.representative_point()
    if wanted == 1 and _dimension(geometry) == 2:
        return geometry.boundary
    raise ValueError(f"die Geometrie {geometry.geom_type} passt nicht zu dieser Sammlung ({kind})")


def _dimension(geometry: BaseGeometry) -> int:
    name = geometry.geom_type
    return 0 if "Point" in name else 1 if "Line" in name else 2 if "Polygon" in name else -1


def _rejected(raw: object, number: int, reason: str) -> Rejected:
    again = {"type": "FeatureCollection", "partial": True, "features": [raw]}
    return Rejected(
        reason=f"Objekt {number}: {reason}.",
        raw=json.dumps(again, ensure_ascii=False).encode(),
        where=f"Objekt {number}",
    )


def once(keys: Counter[str], key: str) -> str:
    """``key`` for the first feature that asks, then ``key-2``, ``key-3``: for sources without identifiers."""
    keys[key] += 1
    return key if keys[key] == 1 else f"{key}-{keys[key]}"
