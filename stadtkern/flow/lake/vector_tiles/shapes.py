# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries as a tile shows them: moved into its units, cut at its edges, generalised, whole."""

from __future__ import annotations

import numpy as np
import shapely

from .grids import PIXELS, Box, Coordinates, Grid
from .layers import EXTENT
from .paths import Geometries

BUFFER = 64
"""What is drawn beyond the edge of a tile [units], so that outlines do not show at the seams."""
PIXEL = EXTENT / PIXELS
"""Units per pixel."""
_TOLERANCE = PIXEL / 2
"""What is left out may move a line by half a pixel."""
_FEW = 6
"""Geometries with fewer corners are not worth generalising."""


def shapes(geometries: Geometries, *, grid: Grid, box: Box, generalised: bool) -> Geometries:
    """Geometries of web mercator in units of the tile ``box`` of ``grid``; y points down.

    Polygons that are smaller than a pixel become a square of one pixel: they were chosen to be seen.
    """
    scale = EXTENT / (box.east - box.west)

    def placed(coordinates: Coordinates) -> Coordinates:
        there = grid.from_mercator(coordinates)
        return (there - [box.west, box.north]) * [scale, -scale]

    found = _cut(shapely.transform(geometries, placed))
    if generalised:
        found = _generalised(found)
    return _whole(shapely.transform(found, np.rint))


def _cut(given: Geometries) -> Geometries:
    low, high = -BUFFER, EXTENT + BUFFER
    bounds = shapely.bounds(given)
    across = (bounds[:, :2] < low).any(axis=1) | (bounds[:, 2:] > high).any(axis=1)
    if not across.any():
        return given
    found = given.copy()
    try:
        found[across] = shapely.clip_by_rect(given[across], low, low, high, high)
    except shapely.GEOSException:
        whole = shapely.make_valid(given[across])
        found[across] = shapely.intersection(whole, shapely.box(low, low, high, high))
    return found


def _generalised(given: Geometries) -> Geometries:
    found = given.copy()
    bounds = shapely.bounds(given)
    areal = shapely.get_dimensions(given) == 2
    tiny = areal & ((bounds[:, 2:] - bounds[:, :2]) < PIXEL).all(axis=1)
    middle = (bounds[tiny, :2] + bounds[tiny, 2:] - PIXEL) / 2
    found[tiny] = shapely.box(middle[:, 0], middle[:, 1], middle[:, 0] + PIXEL, middle[:, 1] + PIXEL)
    many = ~tiny & (shapely.get_num_coordinates(given) > _FEW)
    found[many] = shapely.simplify(given[many], _TOLERANCE, preserve_topology=False)
    return found


def _whole(given: Geometries) -> Geometries:
    """Rounding can make rings cross themselves; those few are repaired."""
    wrong = (shapely.get_dimensions(given) == 2) & ~shapely.is_valid(given)
    if wrong.any():
        given = given.copy()
        given[wrong] = shapely.make_valid(given[wrong])
    return given
