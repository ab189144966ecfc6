# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries as paths of whole numbers: what a vector tile stores, in arrays over all features at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Geometries = npt.NDArray[np.object_]

POINT, LINE, POLYGON = 0, 1, 2


@dataclass(frozen=True)
class Paths:
    """Paths in the order of their features: groups of points, lines, or rings (exterior before its holes)."""

    xy: Ints
    """Corners, shape (corners, 2); rings are not closed."""
    path: Ints
    """Of each corner the number of its path."""
    owner: Ints
    """Of each path the number of its feature; rising."""
    dimension: Ints
    """Of each path 0 (points), 1 (line) or 2 (ring)."""
    hole: Bools
    """Of each path whether it is the hole of the exterior before it."""

    @property
    def lengths(self) -> Ints:
        """Corners of each path."""
        return np.bincount(self.path, minlength=len(self.owner))


def paths(geometries: Geometries) -> Paths:
    """The paths of geometries whose coordinates are tile units, rounded; what collapses is left out.

    Exterior rings turn clockwise as the tile shows them, holes the other way (Mapbox Vector Tile 2.1, 4.3.4).
    """
    return _turned(_whole(_distinct(_taken_apart(geometries))))


def _taken_apart(geometries: Geometries) -> Paths:
    """Parts of parts, as collections may hold multi-part geometries."""
    outer, of_outer = shapely.get_parts(geometries, return_index=True)
    parts, of_part = shapely.get_parts(outer, return_index=True)
    owner = of_outer[of_part]
    dimension = shapely.get_dimensions(parts)
    found = [
        _of_points(parts[dimension == POINT], owner[dimension == POINT]),
        _of_lines(parts[dimension == LINE], owner[dimension == LINE]),
        _of_polygons(parts[dimension == POLYGON], owner[dimension == POLYGON]),
    ]
    used = [one for one in found if len(one.owner)]
    if len(used) == 1:
        return used[0]
    return _in_order(used) if used else found[0]


def _of_points(parts: Geometries, owner: Ints) -> Paths:
    """All points of a feature are one path."""
    owners, path = np.unique(owner, return_inverse=True)
    xy, of_part = shapely.get_coordinates(parts, return_index=True)
    return Paths(
        _rounded(xy), path[of_part], owners, np.full(len(owners), POINT), np.zeros(len(owners), np.bool_)
    )


def _of_lines(parts: Geometries, owner: Ints) -> Paths:
    xy, path = shapely.get_coordinates(parts, return_index=True)
    return Paths(_rounded(xy), path, owner, np.full(len(owner), LINE), np.zeros(len(owner), np.bool_))


def _of_polygons(parts: Geometries, owner: Ints) -> Paths:
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, path = shapely.get_coordinates(rings, return_index=True)
    hole = np.zeros(len(rings), np.bool_)
    hole[1:] = of_ring[1:] == of_ring[:-1]
    return Paths(_rounded(xy), path, owner[of_ring], np.full(len(rings), POLYGON), hole)


def _rounded(xy: npt.NDArray[np.float64]) -> Ints:
    return np.rint(xy).astype(np.int64)


def _in_order(found: list[Paths]) -> Paths:
    """Paths of several dimensions, by feature, within it by dimension."""
    starts = np.cumsum([0, *(len(one.owner) for one in found)])
    joined = Paths(
        np.concatenate([one.xy for one in found]),
        np.concatenate([one.path + start for one, start in zip(found, starts, strict=False)]),
        np.concatenate([one.owner for one in found]),
        np.concatenate([one.dimension for one in found]),
        np.concatenate([one.hole for one in found]),
    )
    return _chosen(joined, np.argsort(joined.owner, kind="stable"))


def _chosen(given: Paths, order: Ints) -> Paths:
    """These paths in this order."""
    lengths = given.lengths
    starts = np.cumsum(lengths) - lengths
    wanted = lengths[order]
    ends = np.cumsum(wanted)
    corners = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts[order] - (ends - wanted), wanted)
    path = np.repeat(np.arange(len(order)), wanted)
    return Paths(given.xy[corners], path, given.owner[order], given.dimension[order], given.hole[order])


def _distinct(given: Paths) -> Paths:
    """Without corners that repeat the one before, and without the last of a ring, which is its first."""
    if not len(given.xy):
        return given
    starts = np.ones(len(given.xy), np.bool_)
    starts[1:] = given.path[1:] != given.path[:-1]
    keep = starts.copy()
    keep[1:] |= (given.xy[1:] != given.xy[:-1]).any(axis=1)
    xy, path = given.xy[keep], given.path[keep]
    first = np.flatnonzero(np.concatenate([[True], path[1:] != path[:-1]]))
    last = np.append(first[1:], len(path)) - 1
    closed = (given.dimension[path[last]] == POLYGON) & (xy[first] == xy[last]).all(axis=1) & (first != last)
    keep = np.ones(len(path), np.bool_)
    keep[last[closed]] = False
    return Paths(xy[keep], path[keep], given.owner, given.dimension, given.hole)


def _whole(given: Paths) -> Paths:
    """Without lines of one corner, rings without area, and holes of such rings."""
    least = np.array([1, 2, 3])[given.dimension]
    ok = given.lengths >= least
    ok &= (given.dimension != POLYGON) | (_areas(given) != 0)
    exterior = np.maximum.accumulate(np.where(given.hole, 0, np.arange(len(given.hole))))
    ok &= ok[exterior] if len(exterior) else ok
    return given if ok.all() else _chosen(given, np.flatnonzero(ok))


def _turned(given: Paths) -> Paths:
    """With rings in the sense that the format asks for; the corners of the others are read backwards."""
    wrong = (given.dimension == POLYGON) & ((_areas(given) > 0) == given.hole)
    if not wrong.any():
        return given
    lengths = given.lengths
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(given.path)) - starts[given.path]
    back = starts[given.path] + lengths[given.path] - 1 - place
    corners = np.where(wrong[given.path], back, np.arange(len(given.path)))
    return Paths(given.xy[corners], given.path, given.owner, given.dimension, given.hole)


def _areas(given: Paths) -> Ints:
    """Twice the signed area of each path (surveyor's formula); positive is clockwise, as y points down."""
    if not len(given.xy):
        return np.zeros(len(given.owner), np.int64)
    lengths = given.lengths
    following = np.arange(1, len(given.xy) + 1)
    ends = np.cumsum(lengths)
    used = lengths > 0
    following[ends[used] - 1] = (ends - lengths)[used]
    x, y = given.xy[:, 0], given.xy[:, 1]
    cross = x * y[following] - x[following] * y
    return np.rint(np.bincount(given.path, weights=cross, minlength=len(given.owner))).astype(np.int64)
