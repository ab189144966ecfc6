# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometries as they are read become those that are kept: flat, valid, of the agreed kind, or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from stadtkern.kernel.collections import GeometryKind

from . import curves
from .places import Conversion

Geometries = npt.NDArray[np.object_]
MOST_POSITIONS = 1_000_000
"""A single geometry with more corners is refused."""
_EXAMPLES = 50
_DIMENSION: dict[str, int] = {"point": 0, "line": 1, "polygon": 2}
_WORDS = ("Punkt", "Linie", "Fläche")
_GROUPED = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
_Part = Literal[0, 1, 2]


@dataclass(kw_only=True)
class Shaping:
    """What has been done to the geometries of a file so far."""

    kind: GeometryKind
    conversion: Conversion
    optional: bool = False
    """Records without a place are taken."""
    repaired: int = 0
    repairs: list[tuple[int, str]] = field(default_factory=list)
    """Number of the record in the file, and what was wrong; the first fifty."""
    flattened: int = 0
    linearised: int = 0

    def shaped(self, given: Geometries, first: int) -> tuple[Geometries, dict[int, str]]:
        """Geometries in CRS84, and why those at some places are refused.

        ``given``: geometries, null where there is none; ``first``: number of the first record.
        """
        refused: dict[int, str] = {}
        shapes = given.copy()
        self._refuse_missing(shapes, refused)
        deep = shapely.has_z(shapes) | shapely.has_m(shapes)
        self.flattened += int(deep.sum())
        shapes[deep] = shapely.force_2d(shapes[deep])
        shapes = self.conversion.converted(shapes)
        self._refuse_far(shapes, refused)
        self._repair(shapes, refused, first)
        self._sort_out(shapes, refused)
        shapes[list(refused)] = None
        return shapes, refused

    def _refuse_missing(self, shapes: Geometries, refused: dict[int, str]) -> None:
        if not self.optional:
            for place in np.flatnonzero(shapely.is_missing(shapes)):
                refused[int(place)] = "Die Geometrie fehlt."
        for place in np.flatnonzero(shapely.is_empty(shapes)):
            refused[int(place)] = "Die Geometrie ist leer."
        for place in np.flatnonzero(shapely.get_num_coordinates(shapes) > MOST_POSITIONS):
            refused[int(place)] = f"Die Geometrie hat mehr als {MOST_POSITIONS} Punkte."
        shapes[list(refused)] = None

    def _refuse_far(self, shapes: Geometries, refused: dict[int, str]) -> None:
        bounds = shapely.bounds(shapes)
        inside = np.isfinite(bounds).all(axis=1)
        inside &= (
            (bounds[:, 0] >= -180) & (bounds[:, 2] <= 180) & (bounds[:, 1] >= -90) & (bounds[:, 3] <= 90)
        )
        for place in np.flatnonzero(~inside & ~shapely.is_missing(shapes)):
            refused[int(place)] = "Die Koordinaten liegen außerhalb der Erde; stimmt das Bezugssystem?"
            shapes[place] = None

    def _repair(self, shapes: Geometries, refused: dict[int, str], first: int) -> None:
        wrong = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
        if not len(wrong):
            return
        reasons = shapely.is_valid_reason(shapes[wrong])
        mended = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
        for place, reason, shape in zip(wrong, reasons, mended, strict=True):
            told = in_german(str(reason))
            if shape is None or shape.is_empty:
                refused[int(place)] = f"Die Geometrie ist nicht zu reparieren: {told}."
                continue
            shapes[place] = shape
            self.repaired += 1
            if len(self.repairs) < _EXAMPLES:
                self.repairs.append((first + int(place), told))

    def _sort_out(self, shapes: Geometries, refused: dict[int, str]) -> None:
        """Collections of one kind are unwrapped; what is of another kind than agreed is refused."""
        for place in np.flatnonzero(shapely.get_type_id(shapes) == 7):
            shapes[place] = _unwrapped(shapes[place])
        wanted = _DIMENSION.get(self.kind)
        if wanted is None:
            return
        found = shapely.get_dimensions(shapes)
        for place in np.flatnonzero((found != wanted) & ~shapely.is_missing(shapes)):
            if int(place) not in refused:
                refused[int(place)] = (
                    f"Erwartet wird {_WORDS[wanted]}, geliefert wurde {_WORDS[max(0, int(found[place]))]}."
                )


def read_wkb(column: Geometries, shaping: Shaping) -> Geometries:
    """Geometries of WKB; arcs become lines, what cannot be read becomes null."""
    try:
        return np.asarray(shapely.from_wkb(column), dtype=object)
    except (shapely.errors.ShapelyError, NotImplementedError):
        return np.array([_one(wkb, shaping) for wkb in column], dtype=object)


def in_german(reason: str) -> str:
    """What GEOS says about an invalid geometry, without the position."""
    words = reason.partition("[")[0].strip()
    known = {
        "Self-intersection": "Sie überschneidet sich selbst",
        "Ring Self-intersection": "Ein Rand berührt sich selbst",
        "Hole lies outside shell": "Ein Loch liegt außerhalb der Fläche",
        "Holes are nested": "Löcher liegen ineinander",
        "Interior is disconnected": "Das Innere ist zerteilt",
        "Nested shells": "Flächen liegen ineinander",
        "Duplicate Rings": "Ein Rand ist doppelt",
        "Too few points in geometry component": "Sie hat zu wenige Punkte",
        "Invalid Coordinate": "Eine Koordinate ist keine Zahl",
        "Ring is not closed": "Ein Rand ist nicht geschlossen",
    }
    return known.get(words, words)


def _one(wkb: object, shaping: Shaping) -> BaseGeometry | None:
    if not isinstance(wkb, bytes):
        return None
    try:
        return shapely.from_wkb(wkb)
    except (shapely.errors.ShapelyError, NotImplementedError):
        pass
    try:
        shape = curves.straightened(wkb)
    except curves.Unreadable:
        return None
    shaping.linearised += 1
    return shape


def _unwrapped(shape: BaseGeometry) -> BaseGeometry:
    """A collection whose largest parts are of one kind becomes a geometry of that kind; else it stays."""
    parts = [part for part in shapely.get_parts(_flat(shape)) if not part.is_empty]
    if not parts or len({shapely.get_dimensions(part) for part in parts}) > 1:
        return shape
    grouped: BaseGeometry = _GROUPED[int(shapely.get_dimensions(parts[0]))](parts)
    return parts[0] if len(parts) == 1 else grouped


def _flat(shape: BaseGeometry, depth: int = 0) -> list[BaseGeometry]:
    if shape.geom_type != "GeometryCollection" or depth > 8:
        return [shape]
    return [part for one in shapely.get_parts(shape) for part in _flat(one, depth + 1)]
