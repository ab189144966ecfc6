# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Paths as the command and parameter integers of a Mapbox Vector Tile (specification 2.1, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .paths import LINE, POINT, POLYGON, Ints, Paths
from .varints import zigzag

_MOVE_ONCE = 9
_CLOSE = 15


@dataclass(frozen=True)
class Commands:
    """The geometries of features, one after the other."""

    numbers: Ints
    owner: Ints
    """Of each number the feature it belongs to; rising."""
    types: Ints
    """Of each feature: 1 points, 2 lines, 3 polygons."""
    rows: Ints
    """Of each feature the row of the answer that it comes from; rising."""

    def first(self, count: int) -> Commands:
        """The first features alone."""
        end = int(np.searchsorted(self.owner, count))
        return Commands(self.numbers[:end], self.owner[:end], self.types[:count], self.rows[:count])


def commands(given: Paths) -> Commands:
    """The commands of all features; parts of several dimensions become one feature per dimension."""
    if not len(given.owner):
        nothing = np.zeros(0, np.int64)
        return Commands(nothing, nothing, nothing, nothing)
    kinds = given.owner * 3 + given.dimension
    new = np.concatenate([[True], kinds[1:] != kinds[:-1]])
    feature = np.cumsum(new) - 1
    sizes = 2 * given.lengths + np.array([1, 2, 3])[given.dimension]
    numbers = np.empty(int(sizes.sum()), np.int64)
    starts = np.cumsum(sizes) - sizes
    _put_commands(numbers, starts, given)
    _put_corners(numbers, starts, given, feature)
    return Commands(numbers, np.repeat(feature, sizes), given.dimension[new] + 1, given.owner[new])


def _put_commands(numbers: Ints, starts: Ints, given: Paths) -> None:
    counts = given.lengths
    numbers[starts] = np.where(given.dimension == POINT, counts << 3 | 1, _MOVE_ONCE)
    drawn = given.dimension >= LINE
    numbers[starts[drawn] + 3] = (counts[drawn] - 1) << 3 | 2
    rings = given.dimension == POLYGON
    numbers[starts[rings] + 2 + 2 * counts[rings]] = _CLOSE


def _put_corners(numbers: Ints, starts: Ints, given: Paths, feature: Ints) -> None:
    """Each corner relative to the one before it in the feature, the first to the corner of the tile."""
    counts = given.lengths
    place = np.arange(len(given.path)) - (np.cumsum(counts) - counts)[given.path]
    after_command = (place > 0) & (given.dimension[given.path] >= LINE)
    at = starts[given.path] + 1 + 2 * place + after_command
    before = np.zeros_like(given.xy)
    before[1:] = given.xy[:-1]
    of_corner = feature[given.path]
    before[np.concatenate([[True], of_corner[1:] != of_corner[:-1]])] = 0
    steps = zigzag(given.xy - before)
    numbers[at], numbers[at + 1] = steps[:, 0], steps[:, 1]
