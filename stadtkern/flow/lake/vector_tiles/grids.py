# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Grids of tiles: quadtrees over a square of one coordinate system (OGC 17-083r4, Tile Matrix Set)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

WORLD_M = 40_075_016.685578488
"""Width of the world in web mercator (EPSG:3857) [m]."""
PIXELS = 512
"""Pixels across a tile as map libraries draw vector tiles; what is small is told by them."""
_EDGE = 9
"""Points per edge that are transformed to find the box of a tile in another coordinate system."""
_METRES_PER_PIXEL = 0.00028
"""Standardised rendering pixel size (OGC 17-083r4, 6.1)."""

Coordinates = npt.NDArray[np.float64]


class Box(NamedTuple):
    """West, south, east and north in the units of a coordinate system."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A quadtree: level 0 is one square tile, each level halves its sides."""

    key: str
    title: str
    crs: int
    """EPSG code; coordinates here are always easting before northing."""
    uri: str
    """Name of the registered definition; empty when it is not registered."""
    scale_set: str
    """URI of the well-known scale set; empty: none."""
    west: float
    north: float
    size: float
    """Side of the tile of level 0 [m]."""
    levels: int
    axes: tuple[str, str]
    """Names of the axes in the order of the coordinate system's definition."""
    tile_pixels: int = 256
    """Of the standardised tile matrix; only the scale denominators depend on it."""

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def northing_first(self) -> bool:
        """True when the coordinate system names north before east, as documents then must too."""
        return self.axes[0] in ("N", "Y", "Lat")

    def has(self, z: int, x: int, y: int) -> bool:
        """True when the tile lies in the grid; ``x`` counts from the west, ``y`` from the north."""
        return 0 <= z < self.levels and 0 <= x < 2**z and 0 <= y < 2**z

    def box(self, z: int, x: int, y: int) -> Box:
        """The tile in the grid's own coordinate system."""
        side = self.size / 2**z
        west, north = self.west + x * side, self.north - y * side
        return Box(west, north - side, west + side, north)

    def mercator(self, box: Box) -> Box:
        """The smallest box in web mercator that covers ``box``."""
        return box if self.crs == 3857 else _covering(self._to_mercator, box)

    def degrees(self, box: Box) -> Box:
        """The smallest box in degrees (CRS84) that covers ``box``."""
        return _covering(self._to_degrees, box)

    def from_degrees(self, box: Box) -> Box:
        """The smallest box in the grid's coordinate system that covers a box in degrees."""
        return _covering(self._from_degrees, box)

    def from_mercator(self, coordinates: Coordinates) -> Coordinates:
        """Points of web mercator in the grid's coordinate system; shape (n, 2)."""
        if self.crs == 3857 or not len(coordinates):
            return coordinates
        x, y = self._from_mercator.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x, y])

    def limits(self, z: int, bounds: Box) -> tuple[int, int, int, int]:
        """First and last column and row (``min_x, max_x, min_y, max_y``) that touch ``bounds`` [degrees]."""
        box, side, last = self.from_degrees(bounds), self.size / 2**z, 2**z - 1
        columns = [(edge - self.west) / side for edge in (box.west, box.east)]
        rows = [(self.north - edge) / side for edge in (box.north, box.south)]
        low_x, high_x, low_y, high_y = (min(max(math.floor(where), 0), last) for where in (*columns, *rows))
        return low_x, high_x, low_y, high_y

    def scale_denominator(self, z: int) -> float:
        """Of a level, for pixels of 0.28 mm."""
        return self.cell_size(z) / _METRES_PER_PIXEL

    def cell_size(self, z: int) -> float:
        """Metres per pixel of the standardised tile."""
        return self.size / float(2**z) / self.tile_pixels

    @cached_property
    def _to_mercator(self) -> Transformer:
        return Transformer.from_crs(self.crs, 3857, always_xy=True)

    @cached_property
    def _from_mercator(self) -> Transformer:
        return Transformer.from_crs(3857, self.crs, always_xy=True)

    @cached_property
    def _to_degrees(self) -> Transformer:
        return Transformer.from_crs(self.crs, "OGC:CRS84", always_xy=True)

    @cached_property
    def _from_degrees(self) -> Transformer:
        return Transformer.from_crs("OGC:CRS84", self.crs, always_xy=True)


def zoom_of(box: Box) -> int:
    """The zoom level of web mercator whose tiles are at most as wide as this box of web mercator."""
    return max(0, min(30, math.floor(math.log2(WORLD_M / (box.east - box.west)) + 1e-9)))


def _covering(transformer: Transformer, box: Box) -> Box:
    """A projection bends edges, so points along each of them are looked at."""
    along = np.linspace(0.0, 1.0, _EDGE)
    xs = box.west + (box.east - box.west) * along
    ys = box.south + (box.north - box.south) * along
    x = np.concatenate([xs, xs, np.full(_EDGE, box.west), np.full(_EDGE, box.east)])
    y = np.concatenate([np.full(_EDGE, box.south), np.full(_EDGE, box.north), ys, ys])
    there_x, there_y = transformer.transform(x, y)
    inside = np.isfinite(there_x) & np.isfinite(there_y)
    found_x, found_y = there_x[inside], there_y[inside]
    if not len(found_x):
        return box
    return Box(float(found_x.min()), float(found_y.min()), float(found_x.max()), float(found_y.max()))


WEB_MERCATOR = Grid(
    key="WebMercatorQuad",
    title="Google Maps Compatible for the World",
    crs=3857,
    uri="http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
    scale_set="http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
    west=-WORLD_M / 2,
    north=WORLD_M / 2,
    size=WORLD_M,
    levels=23,
    axes=("X", "Y"),
)
ADV_UTM32 = Grid(
    key="AdV_25832_Quad",
    title="AdV: ETRS89 / UTM 32N, Deutschland",
    crs=25832,
    uri="",
    scale_set="",
    west=-46_133.17,
    north=6_301_219.54,
    size=1_252_344.27142433,
    levels=18,
    axes=("E", "N"),
)
"""The grid of the German surveying authorities (AdV): that of basemap.de and of the states' map services."""
EUROPE = Grid(
    key="EuropeanETRS89_LAEAQuad",
    title="Lambert Azimuthal Equal Area ETRS89 for Europe",
    crs=3035,
    uri="http://www.opengis.net/def/tilematrixset/OGC/1.0/EuropeanETRS89_LAEAQuad",
    scale_set="",
    west=2_000_000.0,
    north=5_500_000.0,
    size=4_500_000.0,
    levels=20,
    axes=("Y", "X"),
)
GRIDS = (WEB_MERCATOR, ADV_UTM32, EUROPE)
