# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Outlines of the city for small maps: the boundaries that the city laid into its data folder, simplified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, box, shape

from stadtkern.flow.devices.places import Spot
from stadtkern.flow.outlets.portal import background

Ring = tuple[tuple[float, float], ...]
_TOLERANCE = 0.0008
"""[°], about 60 m: finer is not seen in a picture of a city."""
_MOST_POINTS = 4000
_MARGIN = 0.05


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """Rings of (longitude, latitude) and who is to be named for them."""

    rings: tuple[Ring, ...] = ()
    credit: str = ""


def around(spots: Sequence[Spot]) -> Outlines:
    """The outlines near these places; none when the city has none there."""
    if not spots:
        return Outlines()
    longitudes, latitudes = [one.longitude for one in spots], [one.latitude for one in spots]
    near = box(
        min(longitudes) - _MARGIN,
        min(latitudes) - _MARGIN,
        max(longitudes) + _MARGIN,
        max(latitudes) + _MARGIN,
    )
    rings: list[Ring] = []
    named: list[str] = []
    for one in background.boundaries():
        found = [
            ring for ring, area in _rings(one.path, one.path.stat().st_mtime_ns) if area.intersects(near)
        ]
        if found:
            rings += found
            named.append(one.attribution)
    return Outlines(rings=_bounded(rings), credit=" · ".join(dict.fromkeys(text for text in named if text)))


def _bounded(rings: list[Ring]) -> tuple[Ring, ...]:
    """The longest rings, so many that a page stays light."""
    kept: list[Ring] = []
    points = 0
    for ring in sorted(rings, key=len, reverse=True):
        points += len(ring)
        if points > _MOST_POINTS:
            break
        kept.append(ring)
    return tuple(kept)


@lru_cache(maxsize=8)
def _rings(path: Path, _changed_ns: int) -> tuple[tuple[Ring, Polygon], ...]:
    try:
        told = msgspec.json.decode(path.read_bytes())
        features = told.get("features", []) if isinstance(told, dict) else []
        shapes = [shape(one["geometry"]) for one in features if one.get("geometry")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ShapelyError):
        return ()
    return tuple(
        (tuple((float(x), float(y)) for x, y in shapely.get_coordinates(part.exterior)), part)
        for one in shapes
        for part in _polygons(one)
    )


def _polygons(geometry: object) -> list[Polygon]:
    if isinstance(geometry, Polygon | MultiPolygon):
        simple = geometry.simplify(_TOLERANCE)
        parts = simple.geoms if isinstance(simple, MultiPolygon) else [simple]
        return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]
    return []
