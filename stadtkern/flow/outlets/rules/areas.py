# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a place lies in an area; parts of the municipality come from the boundaries of the city's map."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pyproj import Geod
from shapely import Polygon as Shape
from shapely import contains_xy, prepare
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.devices.places import Spot
from stadtkern.kernel.rules import Area, Circle, District, Polygon

_EARTH = Geod(ellps="WGS84")
NAMES = ("name", "Name", "NAME", "bezeichnung", "stadtteil", "stadtbezirk", "GEN")
"""Members of a boundary's properties that may hold its name."""


def covers(area: Area, spot: Spot | None) -> bool:
    """Whether a place [° WGS 84] lies in the area; one without place lies nowhere."""
    if spot is None:
        return False
    if isinstance(area, Circle):
        _there, _back, distance_m = _EARTH.inv(area.longitude, area.latitude, *spot)
        return float(distance_m) <= area.radius_m
    geometry = _ring(area) if isinstance(area, Polygon) else districts().get(area.name)
    return geometry is not None and bool(contains_xy(geometry, spot.longitude, spot.latitude))


def known(area: Area) -> bool:
    """Whether the area exists: a district may have gone with its boundaries."""
    return not isinstance(area, District) or area.name in districts()


def districts() -> dict[str, BaseGeometry]:
    """The parts of the municipality that have a name and an outline."""
    folder: Path = settings.MAP_FOLDER
    files = sorted(folder.glob("*.geojson")) if folder.is_dir() else []
    found: dict[str, BaseGeometry] = {}
    for file in files:
        found |= _named(file, file.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=64)
def _ring(area: Polygon) -> BaseGeometry | None:
    try:
        made = Shape(area.ring)
        prepare(made)
    except (ShapelyError, ValueError):
        return None
    return made


@lru_cache(maxsize=32)
def _named(path: Path, _changed_ns: int) -> dict[str, BaseGeometry]:
    try:
        told = json.loads(path.read_bytes())
        features = told.get("features", []) if isinstance(told, dict) else []
        outlines = {_name(one): shape(one["geometry"]) for one in features if _name(one) and one["geometry"]}
    except (ValueError, OSError, KeyError, TypeError, AttributeError, ShapelyError):
        return {}
    found = {name: one for name, one in outlines.items() if "Polygon" in one.geom_type}
    for one in found.values():
        prepare(one)
    return found


def _name(feature: dict[str, dict[str, object]]) -> str:
    properties = feature.get("properties") or {}
    return next((str(properties[name]) for name in NAMES if properties.get(name)), "")
