# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Grids and tilesets as documents (OGC 17-083r4, clauses 6 to 8; JSON encodings)."""

from __future__ import annotations

from collections.abc import Sequence

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.features.words import Bounds
from stadtkern.flow.lake.vector_tiles.grids import GRIDS, Box, Grid
from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.kernel.errors import NotFound

from .layers import LAST_LEVEL

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_BY_KEY = {one.key: one for one in GRIDS}


def grid_of(key: str) -> Grid:
    """The grid with this name.

    Raises:
        NotFound: there is none.
    """
    found = _BY_KEY.get(key)
    if found is None:
        raise NotFound(f"There is no grid “{key[:60]}”; there are {', '.join(_BY_KEY)}.")
    return found


def crs_of(grid: Grid) -> str:
    """URI of the grid's coordinate system."""
    return f"http://www.opengis.net/def/crs/EPSG/0/{grid.crs}"


def address_of(request: Request, grid: Grid) -> str:
    """Where the definition of the grid is."""
    return f"{request.base}/tileMatrixSets/{grid.key}"


def definition(request: Request, grid: Grid) -> dict[str, Json]:
    """The grid as a TileMatrixSet (17-083r4, table 2)."""
    found: dict[str, Json] = {"id": grid.key, "title": grid.title}
    if grid.uri:
        found["uri"] = grid.uri
    if grid.scale_set:
        found["wellKnownScaleSet"] = grid.scale_set
    return {
        **found,
        "crs": crs_of(grid),
        "orderedAxes": [*grid.axes],
        "boundingBox": _bounding(
            grid, Box(grid.west, grid.north - grid.size, grid.west + grid.size, grid.north)
        ),
        "tileMatrices": [_matrix(grid, z) for z in range(grid.levels)],
        "links": [{"href": address_of(request, grid), "rel": "self", "type": "application/json"}],
    }


def _matrix(grid: Grid, z: int) -> dict[str, Json]:
    return {
        "id": str(z),
        "scaleDenominator": grid.scale_denominator(z),
        "cellSize": grid.cell_size(z),
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": _point(grid, grid.west, grid.north),
        "tileWidth": grid.tile_pixels,
        "tileHeight": grid.tile_pixels,
        "matrixWidth": 2**z,
        "matrixHeight": 2**z,
    }


def limits(grid: Grid, bounds: Bounds | None) -> list[Json]:
    """Which tiles of each level have anything (17-083r4, clause 7)."""
    if bounds is None:
        return []
    found: list[Json] = []
    for z in range(last_level(grid) + 1):
        low_x, high_x, low_y, high_y = grid.limits(z, Box(*bounds))
        found.append(
            {
                "tileMatrix": str(z),
                "minTileRow": low_y,
                "maxTileRow": high_y,
                "minTileCol": low_x,
                "maxTileCol": high_x,
            }
        )
    return found


def last_level(grid: Grid) -> int:
    """The finest level that documents offer."""
    return min(grid.levels - 1, LAST_LEVEL if grid.crs == 3857 else grid.levels - 1)


def box_of(bounds: Bounds) -> dict[str, Json]:
    """A box in degrees, as documents of tilesets have it."""
    west, south, east, north = bounds
    return {"lowerLeft": [west, south], "upperRight": [east, north], "crs": _CRS84}


def united(boxes: Sequence[Bounds | None]) -> Bounds | None:
    """The box around all of these."""
    known = [one for one in boxes if one is not None]
    if not known:
        return None
    wests, souths, easts, norths = zip(*known, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def number(text: str, name: str) -> int:
    """A level, row or column of an address.

    Raises:
        ParameterRefused: no whole number.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 10:
        raise ParameterRefused("no whole number", parameter=name)
    return int(text)


def _bounding(grid: Grid, box: Box) -> dict[str, Json]:
    return {
        "lowerLeft": _point(grid, box.west, box.south),
        "upperRight": _point(grid, box.east, box.north),
        "crs": crs_of(grid),
        "orderedAxes": [*grid.axes],
    }


def _point(grid: Grid, easting: float, northing: float) -> list[Json]:
    return [northing, easting] if grid.northing_first else [easting, northing]
