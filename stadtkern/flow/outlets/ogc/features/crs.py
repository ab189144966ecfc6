# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reference systems of answers, boxes and bodies (18-058r1), with the order of their axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True, kw_only=True)
class Crs:
    """A reference system that is served."""

    uri: str
    epsg: int
    """The lake's word for it; CRS84 is 4326 with longitude first."""
    title: str
    north_first: bool = False
    """Coordinates are written latitude or northing first, as the register of EPSG says."""


DEFAULT = Crs(uri=CRS84, epsg=4326, title="WGS 84, Länge vor Breite")
SERVED: tuple[Crs, ...] = (
    DEFAULT,
    Crs(uri=f"{_EPSG}4326", epsg=4326, title="WGS 84, Breite vor Länge", north_first=True),
    Crs(uri=f"{_EPSG}4258", epsg=4258, title="ETRS89, Breite vor Länge", north_first=True),
    Crs(uri=f"{_EPSG}25832", epsg=25832, title="ETRS89 / UTM Zone 32"),
    Crs(uri=f"{_EPSG}25833", epsg=25833, title="ETRS89 / UTM Zone 33"),
    Crs(uri=f"{_EPSG}3857", epsg=3857, title="WGS 84 / Pseudo-Mercator"),
)
URIS = tuple(one.uri for one in SERVED)
_BY_URI = {one.uri: one for one in SERVED}
_BY_URI |= {one.uri.replace("http://", "https://", 1): one for one in SERVED}
_BY_URI |= {f"EPSG:{one.epsg}": one for one in SERVED if one is not DEFAULT} | {"OGC:CRS84": DEFAULT}


def crs_of(uri: str, parameter: str) -> Crs:
    """The reference system with this URI; also as a safe CURIE, e.g. ``[EPSG:25832]``.

    Raises:
        ParameterRefused: it is not served (/req/crs/fc-crs-valid-value).
    """
    found = _BY_URI.get(uri.strip("[]"))
    if found is None:
        raise ParameterRefused(
            "this reference system is not served",
            parameter=parameter,
            expectation=f"one of {', '.join(URIS)}",
        )
    return found


def in_degrees(found: BaseGeometry, crs: Crs, *, north_first: bool | None = None) -> BaseGeometry:
    """The flat geometry in CRS84; ``north_first`` when its axes are not in the order of the register."""
    swapped = crs.north_first if north_first is None else north_first
    return _turned(found, _turner(f"EPSG:{crs.epsg}", "OGC:CRS84", not swapped))


def from_degrees(found: BaseGeometry, crs: Crs) -> BaseGeometry:
    """The flat geometry in this system, axes as its register orders them."""
    return _turned(found, _turner("OGC:CRS84", f"EPSG:{crs.epsg}", not crs.north_first))


@cache
def _turner(source: str, target: str, east_first: bool) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=east_first)


def _turned(found: BaseGeometry, turner: Transformer) -> BaseGeometry:
    def turned(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(turner.transform(positions[:, 0], positions[:, 1]))

    return shapely.transform(shapely.force_2d(found), turned)
