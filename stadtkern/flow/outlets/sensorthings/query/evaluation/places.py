# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries in the plane of WGS 84 degrees, as Shapely (GEOS) understands them.

Coordinates beyond all measure make numbers that are not finite, which count as null; nothing warns of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import shapely
from shapely.geometry import shape

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Stored

PREDICATES: dict[str, Callable[[shapely.Geometry, shapely.Geometry], bool]] = {
    "geo.intersects": lambda x, y: bool(shapely.intersects(x, y)),
    "st_intersects": lambda x, y: bool(shapely.intersects(x, y)),
    "st_equals": lambda x, y: bool(shapely.equals(x, y)),
    "st_disjoint": lambda x, y: bool(shapely.disjoint(x, y)),
    "st_touches": lambda x, y: bool(shapely.touches(x, y)),
    "st_within": lambda x, y: bool(shapely.within(x, y)),
    "st_overlaps": lambda x, y: bool(shapely.overlaps(x, y)),
    "st_crosses": lambda x, y: bool(shapely.crosses(x, y)),
    "st_contains": lambda x, y: bool(shapely.contains(x, y)),
}


def from_geojson(value: Stored) -> shapely.Geometry | None:
    """The geometry of a GeoJSON geometry or Feature; null when it is none."""
    if not isinstance(value, dict):
        return None
    inner: Json = value.get("geometry") if value.get("type") == "Feature" else value
    if not isinstance(inner, dict):
        return None
    try:
        with np.errstate(all="ignore"):
            found = shapely.force_2d(shape(inner))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    return found if _is_usable(found) else None


def _is_usable(geometry: shapely.Geometry) -> bool:
    positions = shapely.get_coordinates(geometry)
    return len(positions) > 0 and all(math.isfinite(number) for number in positions.ravel().tolist())


def holds(function: str, x: shapely.Geometry, y: shapely.Geometry, pattern: str = "") -> bool | None:
    """Whether the relation holds; null when GEOS cannot say, as for polygons that cross themselves."""
    try:
        with np.errstate(all="ignore"):
            if function == "st_relate":
                return bool(shapely.relate_pattern(x, y, pattern))
            return PREDICATES[function](x, y)
    except shapely.errors.ShapelyError:
        return None


def distance(x: shapely.Geometry, y: shapely.Geometry) -> float:
    """Shortest distance [degrees]."""
    with np.errstate(all="ignore"):
        return float(shapely.distance(x, y))


def length(geometry: shapely.Geometry) -> float:
    """Length of a line or of the border of an area [degrees]."""
    with np.errstate(all="ignore"):
        return float(shapely.length(geometry))
