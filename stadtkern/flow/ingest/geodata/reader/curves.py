# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries with arcs (ISO 19125 / SQL/MM) from WKB; an arc becomes chords of at most 4°.

GEOS reads them, Shapely does not. Surfaces made of patches (TIN, polyhedra) become multi-polygons.
"""

from __future__ import annotations

import math
import struct

import shapely
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry

STEP = math.radians(4)
_DEEPEST = 16
_MOST_PARTS = 1_000_000
_POINT, _LINE, _POLYGON = 1, 2, 3
_COLLECTION = 7
_ARCS, _COMPOUND, _CURVED = 8, 9, 10
_CURVES = frozenset({_LINE, _ARCS, _COMPOUND, 13})
_TRIANGLE = 17
_POINTS = 4
_LINES = frozenset({5, 11})
_SURFACES = frozenset({6, 12, 15, 16})
"""Of polygons, of surfaces, polyhedra and TIN."""

Position = tuple[float, float]


class Unreadable(Exception):
    """Not WKB, or of a kind that nobody draws."""


def straightened(wkb: bytes) -> BaseGeometry:
    """The geometry in two dimensions without arcs.

    Raises:
        Unreadable: it cannot be read.
    """
    try:
        return _Reader(wkb).geometry(0)
    except (struct.error, IndexError, shapely.errors.ShapelyError, ValueError) as error:
        raise Unreadable from error


class _Reader:
    """Reads from the front; each part tells its own byte order."""

    def __init__(self, wkb: bytes) -> None:
        self._wkb = wkb
        self._at = 0
        self._order = "<"
        self._width = 2

    def geometry(self, depth: int) -> BaseGeometry:
        """The next geometry."""
        kind = self._head(depth)
        if kind in _CURVES:
            return LineString(self._curve(kind, depth))
        if kind in {_POLYGON, _TRIANGLE}:
            return _polygon([self._positions() for _ in range(self._count())])
        if kind == _CURVED:
            return _polygon([self._ring(depth) for _ in range(self._count())])
        if kind == _POINT:
            return Point(self._position())
        return self._parts(kind, depth)

    def _parts(self, kind: int, depth: int) -> BaseGeometry:
        parts = [self.geometry(depth + 1) for _ in range(self._count())]
        if kind in _LINES:
            return MultiLineString([one for one in parts if isinstance(one, LineString)])
        if kind in _SURFACES:
            return MultiPolygon([one for one in parts if isinstance(one, Polygon)])
        if kind == _POINTS:
            return MultiPoint([one for one in parts if isinstance(one, Point)])
        if kind != _COLLECTION:
            raise Unreadable
        return GeometryCollection(parts)

    def _ring(self, depth: int) -> list[Position]:
        return self._curve(self._head(depth + 1), depth + 1)

    def _curve(self, kind: int, depth: int) -> list[Position]:
        if kind == _COMPOUND:
            along: list[Position] = []
            for _ in range(self._count()):
                part = self._ring(depth)
                along += part[1:] if along and part and along[-1] == part[0] else part
            return along
        positions = self._positions()
        return _chords(positions) if kind == _ARCS else positions

    def _head(self, depth: int) -> int:
        """Kind of what follows; byte order and dimensions are remembered."""
        if depth > _DEEPEST:
            raise Unreadable
        self._order = "<" if self._wkb[self._at] else ">"
        self._at += 1
        code = self._number()
        plain = code & 0x0FFFFFFF
        dimensions = plain // 1000
        self._width = 2 + (dimensions in {1, 3} or bool(code & 0x80000000))
        self._width += dimensions in {2, 3} or bool(code & 0x40000000)
        return plain % 1000

    def _number(self) -> int:
        (number,) = struct.unpack_from(f"{self._order}I", self._wkb, self._at)
        self._at += 4
        return int(number)

    def _count(self) -> int:
        count = self._number()
        if count > min(_MOST_PARTS, len(self._wkb)):
            raise Unreadable
        return count

    def _position(self) -> Position:
        values = struct.unpack_from(f"{self._order}{self._width}d", self._wkb, self._at)
        self._at += 8 * self._width
        return float(values[0]), float(values[1])

    def _positions(self) -> list[Position]:
        return [self._position() for _ in range(self._count())]


def _polygon(rings: list[list[Position]]) -> Polygon:
    return Polygon(rings[0], rings[1:]) if rings else Polygon()


def _chords(positions: list[Position]) -> list[Position]:
    """Positions 1-2-3, 3-4-5, … are arcs by start, a point between, end."""
    along = positions[:1]
    for start in range(0, len(positions) - 2, 2):
        along += _arc(*positions[start : start + 3])
    return along


def _arc(start: Position, between: Position, end: Position) -> list[Position]:
    """Points of an arc after its start; a full circle when start and end are one."""
    centre = _centre(start, between, end)
    if centre is None:
        return [between, end]
    begin = math.atan2(start[1] - centre[1], start[0] - centre[0])
    middle = (math.atan2(between[1] - centre[1], between[0] - centre[0]) - begin) % math.tau
    whole = (math.atan2(end[1] - centre[1], end[0] - centre[0]) - begin) % math.tau
    if start == end:
        whole = math.tau
    turn = whole if middle <= whole else whole - math.tau
    radius = math.hypot(start[0] - centre[0], start[1] - centre[1])
    steps = max(2, math.ceil(abs(turn) / STEP))
    angles = [begin + turn * step / steps for step in range(1, steps)]
    return [
        *((centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles),
        end,
    ]


def _centre(start: Position, between: Position, end: Position) -> Position | None:
    """Of the circle through three points; none when they lie on a line."""
    if start == end:
        return (start[0] + between[0]) / 2, (start[1] + between[1]) / 2
    bx, by = between[0] - start[0], between[1] - start[1]
    ex, ey = end[0] - start[0], end[1] - start[1]
    double = 2 * (bx * ey - by * ex)
    if abs(double) < 1e-12 * max(1.0, bx * bx + by * by, ex * ex + ey * ey):
        return None
    b, e = bx * bx + by * by, ex * ex + ey * ey
    return start[0] + (ey * b - by * e) / double, start[1] + (bx * e - ex * b) / double
