# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reference systems: what a file says, whether its coordinates agree, and the way to longitude and latitude.

Axis order: files and services are read with the first coordinate to the east, as GDAL hands it over, whatever
the register of EPSG says about a system (25832: east, north; 4326 and 31467: north, east).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

CRS84 = "OGC:CRS84"
Bounds = tuple[float, float, float, float]
COMMON = (
    ("EPSG:25832", (250_000.0, 5_200_000.0, 950_000.0, 6_150_000.0)),
    ("EPSG:25833", (100_000.0, 5_200_000.0, 700_000.0, 6_150_000.0)),
    ("EPSG:4326", (5.0, 46.5, 16.0, 56.0)),
    ("EPSG:3857", (550_000.0, 5_900_000.0, 1_750_000.0, 7_500_000.0)),
    ("EPSG:31466", (2_450_000.0, 5_200_000.0, 2_700_000.0, 6_150_000.0)),
    ("EPSG:31467", (3_300_000.0, 5_200_000.0, 3_750_000.0, 6_150_000.0)),
    ("EPSG:31468", (4_250_000.0, 5_200_000.0, 4_750_000.0, 6_150_000.0)),
    ("EPSG:31469", (5_250_000.0, 5_200_000.0, 5_700_000.0, 6_150_000.0)),
    ("EPSG:4647", (32_250_000.0, 5_200_000.0, 32_950_000.0, 6_150_000.0)),
)
"""Systems that are in use in Germany, and between which numbers the country lies in them (west, south, …)."""
_PLAUSIBLE: Bounds = (4.0, 46.0, 17.0, 57.0)
"""Degrees around Germany: farther away the city is told, but nothing is refused."""


class UnknownSystem(Exception):
    """No such reference system."""


def system(crs: str) -> CRS:
    """The reference system of this name or code.

    Raises:
        UnknownSystem: nobody knows it, or it is not one of places on the earth.
    """
    try:
        known = CRS.from_user_input(crs)
    except CRSError as error:
        raise UnknownSystem(crs) from error
    if known.is_engineering or known.is_vertical:
        raise UnknownSystem(crs)
    return known


def code(crs: str) -> str:
    """Authority and code of a system, e.g. ``EPSG:25832``; its name when it has none; empty: not given.

    Raises:
        UnknownSystem: nobody knows it.
    """
    if not crs:
        return ""
    known = system(crs)
    flat = known.sub_crs_list[0] if known.is_compound else known
    found = flat.to_authority(min_confidence=70)
    return ":".join(found) if found else flat.name


@dataclass(kw_only=True)
class Conversion:
    """From one system to longitude and latitude; plain degrees are left as they are."""

    crs: str
    swapped: bool = False
    accuracy_m: float | None = None
    _transformer: Transformer | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if not self.crs or code(self.crs) in {CRS84, "EPSG:4326"}:
            return
        self._transformer = Transformer.from_crs(system(self.crs), CRS84, always_xy=True)
        accuracy = self._transformer.accuracy
        self.accuracy_m = float(accuracy) if accuracy >= 0 else None

    def converted(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """The same geometries in degrees; what cannot be converted has infinite coordinates."""
        if self._transformer is None and not self.swapped:
            return shapes
        positions = shapely.get_coordinates(shapes)
        if not len(positions):
            return shapes
        return np.asarray(shapely.set_coordinates(shapes, self._degrees(positions)), dtype=object)

    def bounds(self, given: Bounds) -> Bounds:
        """A box in degrees; infinite where it cannot be converted."""
        west, south, east, north = given
        corners = self._degrees(np.array([(west, south), (west, north), (east, south), (east, north)]))
        low, high = corners.min(axis=0), corners.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def _degrees(self, positions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = (positions[:, 1], positions[:, 0]) if self.swapped else (positions[:, 0], positions[:, 1])
        if self._transformer is None:
            return np.column_stack((x, y))
        try:
            longitude, latitude = self._transformer.transform(x, y, errcheck=False)
        except ProjError:
            longitude = latitude = np.full(len(positions), math.inf)
        return np.column_stack((longitude, latitude))


@dataclass(frozen=True, kw_only=True)
class Located:
    """What can be said about the reference system of a layer."""

    crs: str
    known: bool
    swapped: bool
    candidates: list[str]
    notes: list[str]


def located(said: str, bounds: Bounds | None) -> Located:
    """Judge what a file says by where its coordinates would lie."""
    try:
        crs = code(said)
    except UnknownSystem:
        note = "Das Bezugssystem der Datei ist nicht bekannt; bitte auswählen."
        return Located(crs="", known=False, swapped=False, candidates=_candidates(bounds), notes=[note])
    if bounds is None:
        return Located(crs=crs, known=bool(crs), swapped=False, candidates=[], notes=[])
    if not crs:
        note = "Die Datei nennt kein Bezugssystem; bitte auswählen."
        swapped = not _candidates(bounds) and bool(_candidates(_turned(bounds)))
        found = _candidates(_turned(bounds) if swapped else bounds)
        return Located(crs="", known=False, swapped=swapped, candidates=found, notes=[note])
    return _judged(said, crs, bounds)


def _judged(said: str, crs: str, bounds: Bounds) -> Located:
    if _lies(Conversion(crs=said).bounds(bounds), _PLAUSIBLE):
        return Located(crs=crs, known=True, swapped=False, candidates=[], notes=[])
    if _lies(Conversion(crs=said, swapped=True).bounds(bounds), _PLAUSIBLE):
        note = "Die Koordinaten stehen in umgekehrter Reihenfolge; sie werden getauscht."
        return Located(crs=crs, known=True, swapped=True, candidates=[], notes=[note])
    found = [one for one in _candidates(bounds) if one != crs]
    if found:
        note = f"Die Koordinaten passen nicht zu {crs}; bitte das Bezugssystem auswählen."
        return Located(crs=crs, known=False, swapped=False, candidates=found, notes=[note])
    known = _lies(Conversion(crs=said).bounds(bounds), (-180.0, -90.0, 180.0, 90.0))
    note = (
        "Die Daten liegen außerhalb von Deutschland; stimmt das Bezugssystem?"
        if known
        else f"Die Koordinaten passen nicht zu {crs}; bitte das Bezugssystem auswählen."
    )
    return Located(crs=crs, known=known, swapped=False, candidates=[], notes=[note])


def _candidates(bounds: Bounds | None) -> list[str]:
    """Systems in which these numbers lie in Germany."""
    return [crs for crs, around in COMMON if bounds is not None and _lies(bounds, around)]


def _lies(inner: Bounds, outer: Bounds) -> bool:
    return (
        all(math.isfinite(value) for value in inner)
        and inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _turned(bounds: Bounds) -> Bounds:
    return bounds[1], bounds[0], bounds[3], bounds[2]
