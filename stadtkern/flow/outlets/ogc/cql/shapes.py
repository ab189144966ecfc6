# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries of conditions: GeoJSON and boxes in, WGS 84 for the lake out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, box, shape
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.outlets.ogc.cql.words import Bounds

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MOST_POSITIONS = 10_000
_LEVELS = 12
_PARTS = 16
"""Edges in projected systems are cut into so many parts of the geometry's extent before they are turned."""


def geometry(document: Mapping[str, object]) -> BaseGeometry:
    """The geometry of a GeoJSON geometry object or of a box; ValueError in words."""
    if "bbox" in document:
        return _box(document["bbox"])
    if sum(1 for _ in _numbers(document, 0)) > 3 * MOST_POSITIONS:
        raise ValueError(f"the geometry has more than {MOST_POSITIONS} positions")
    try:
        found = shapely.force_2d(shape(dict(document)))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError("the geometry cannot be read") from error
    if found.is_empty or not all(math.isfinite(value) for value in found.bounds):
        raise ValueError("the geometry is empty")
    if not found.is_valid:
        raise ValueError(f"the geometry is not valid ({shapely.is_valid_reason(found)[:80]})")
    return found


def in_degrees(found: BaseGeometry, crs: str) -> BaseGeometry:
    """The geometry in OGC:CRS84; ValueError when its numbers are no places of this reference system."""
    if crs == CRS84:
        turned = found
    else:
        turner = _turner(crs)

        def turn(positions: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(turner.transform(positions[:, 0], positions[:, 1]))

        turned = shapely.transform(_denser(found), turn)
    west, south, east, north = turned.bounds
    if not all(math.isfinite(value) for value in turned.bounds):
        raise ValueError(f"the geometry lies outside of the area of {crs}")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise ValueError(
            "the geometry lies outside of the world; longitude comes first in CRS84, see also filter-crs"
        )
    return turned


def bounds(found: BaseGeometry) -> Bounds:
    """West, south, east, north."""
    west, south, east, north = found.bounds
    return west, south, east, north


@cache
def _turner(crs: str) -> Transformer:
    try:
        source = CRS.from_user_input(crs)
    except CRSError as error:
        raise ValueError(f"the reference system {crs} is not known") from error
    return Transformer.from_crs(source, CRS.from_user_input("OGC:CRS84"))


def _denser(found: BaseGeometry) -> BaseGeometry:
    west, south, east, north = found.bounds
    extent = max(east - west, north - south)
    return shapely.segmentize(found, extent / _PARTS) if extent else found


def _box(values: object) -> BaseGeometry:
    if not isinstance(values, list) or len(values) not in {4, 6}:
        raise ValueError("a box has four numbers: west, south, east, north")
    numbers = [float(one) for one in values if isinstance(one, int | float) and math.isfinite(one)]
    if len(numbers) != len(values):
        raise ValueError("a box has four numbers: west, south, east, north")
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    if south > north:
        raise ValueError("the south of the box lies north of its north")
    if west > east:
        return MultiPolygon([box(west, south, 180, north), box(-180, south, east, north)])
    if (west, south) == (east, north):
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return box(west, south, east, north)


def _numbers(value: object, level: int) -> Iterator[object]:
    if level > _LEVELS:
        raise ValueError("the geometry is nested too deeply")
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _numbers(one, level + 1)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _numbers(one, level + 1)
    elif isinstance(value, int | float):
        yield value
