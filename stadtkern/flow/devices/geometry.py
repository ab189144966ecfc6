# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What GeoJSON (RFC 7946) covers: its bounding box and a point that stands for it [° WGS 84]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shapely.errors import ShapelyError
from shapely.geometry import shape

from stadtkern.kernel.errors import PayloadRejected

_KINDS = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
_DEEPEST = 8
_LARGEST = 1e12


class Extent(NamedTuple):
    """A bounding box and a point inside or on the geometry."""

    west: float
    south: float
    east: float
    north: float
    longitude: float
    latitude: float


def point(longitude: float, latitude: float) -> dict[str, object]:
    """GeoJSON of a point."""
    return {"type": "Point", "coordinates": [longitude, latitude]}


def point_extent(longitude: float, latitude: float) -> Extent:
    """The extent of a point."""
    return Extent(longitude, latitude, longitude, latitude, longitude, latitude)


def extent(place: object) -> Extent | None:
    """What a GeoJSON geometry, feature or feature collection covers; none when the value is not GeoJSON.

    Raises:
        PayloadRejected: it says that it is GeoJSON but its coordinates are no positions in degrees.
    """
    geometries = list(_geometries(place, 0))
    if not geometries:
        return None
    spots = [spot for geometry in geometries for spot in _spots(geometry.get("coordinates"), 0)]
    if not spots:
        raise PayloadRejected("the geometry has no coordinates; expected GeoJSON as in RFC 7946")
    for longitude, latitude in spots:
        if not (abs(longitude) <= 180 and abs(latitude) <= 90):
            raise PayloadRejected(
                f"the position [{longitude}, {latitude}] is outside WGS 84; expected "
                "[longitude, latitude] in degrees, longitude from -180 to 180, latitude from -90 to 90"
            )
    longitudes, latitudes = [spot[0] for spot in spots], [spot[1] for spot in spots]
    inside = _inside(geometries[0])
    return Extent(min(longitudes), min(latitudes), max(longitudes), max(latitudes), *inside)


def _geometries(place: object, depth: int) -> Iterator[Mapping[str, object]]:
    if not isinstance(place, Mapping) or depth > _DEEPEST:
        return
    kind = place.get("type")
    if isinstance(kind, str) and kind in _KINDS:
        yield place
    elif kind == "Feature":
        yield from _geometries(place.get("geometry"), depth + 1)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        parts = place.get("features" if kind == "FeatureCollection" else "geometries")
        for part in parts if isinstance(parts, list | tuple) else ():
            yield from _geometries(part, depth + 1)


def _spots(coordinates: object, depth: int) -> Iterator[tuple[float, float]]:
    """The positions in nested coordinates.

    Raises:
        PayloadRejected: something in there is not a number.
    """
    if not isinstance(coordinates, Sequence) or isinstance(coordinates, str) or depth > _DEEPEST:
        raise PayloadRejected("coordinates must be nested lists of [longitude, latitude] in degrees")
    if coordinates and not isinstance(coordinates[0], list | tuple):
        yield _spot(coordinates)
        return
    for part in coordinates:
        yield from _spots(part, depth + 1)


def _spot(position: Sequence[object]) -> tuple[float, float]:
    numbers = [
        float(n)
        for n in position
        if isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < _LARGEST
    ]
    if len(numbers) != len(position) or not 2 <= len(numbers) <= 4:
        raise PayloadRejected(f"the position {list(position)[:4]!r} is not [longitude, latitude] in degrees")
    return numbers[0], numbers[1]


def _inside(geometry: Mapping[str, object]) -> tuple[float, float]:
    """A point on the geometry.

    Raises:
        PayloadRejected: the coordinates do not fit the type, e.g. a polygon whose ring is not closed.
    """
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point" and isinstance(coordinates, Sequence):
        return _spot(coordinates)
    try:
        inside = shape(dict(geometry)).representative_point()
    except (ShapelyError, ValueError, TypeError, IndexError) as error:
        raise PayloadRejected(f"not a {geometry['type']} as in RFC 7946: {error}") from error
    return inside.x, inside.y
