# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Areas of CAP as geometry and back; coordinates turn round on the way (CAP says latitude first)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from shapely import affinity, make_valid, simplify
from shapely.geometry import MultiPolygon, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .words import Area, Circle, Ring

_KM_PER_DEGREE = 111.195
_FINE = 0.0005
"""Areas are simplified to about 50 m [°]."""


def geojson(found: BaseGeometry) -> dict[str, object]:
    """A geometry as GeoJSON, simplified to about 50 m."""
    return dict(mapping(simplify(found, _FINE)))


def union(areas: Iterable[Area]) -> BaseGeometry | None:
    """All polygons and circles together; none when there are only codes."""
    found = list(shapes(areas))
    return unary_union(found) if found else None


def rings(found: BaseGeometry) -> tuple[Ring, ...]:
    """Outer rings as CAP writes them; holes cannot be said there."""
    parts = found.geoms if isinstance(found, MultiPolygon) else [found]
    return tuple(
        tuple((round(y, 6), round(x, 6)) for x, y, *_height in part.exterior.coords)
        for part in parts
        if isinstance(part, Polygon)
    )


def shapes(areas: Iterable[Area]) -> Iterator[BaseGeometry]:
    """Each polygon and circle, made valid where it crosses itself."""
    for area in areas:
        holes = [_polygon(hole) for hole in area.holes]
        for ring in area.polygons:
            yield _polygon(ring).difference(unary_union(holes)) if holes else _polygon(ring)
        yield from (_disc(circle) for circle in area.circles)


def _polygon(ring: Ring) -> BaseGeometry:
    return make_valid(Polygon([(longitude, latitude) for latitude, longitude in ring]))


def _disc(circle: Circle) -> BaseGeometry:
    disc = Point(circle.longitude, circle.latitude).buffer(max(circle.radius_km, 0.05) / _KM_PER_DEGREE)
    return affinity.scale(disc, xfact=1 / max(math.cos(math.radians(circle.latitude)), 0.01))
