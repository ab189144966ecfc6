# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a tileset holds and where its tiles are: TileSet metadata (17-083r4, clause 8) and TileJSON 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.features.words import Bounds
from stadtkern.flow.lake.vector_tiles.grids import GRIDS, Grid
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.representations import encoded
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Link
from stadtkern.kernel.collections import Field

from . import layers, matrices

MVT = "application/vnd.mapbox-vector-tile"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_ITEM = "{tileMatrix}/{tileRow}/{tileCol}"
_DIMENSIONS = {"point": 0, "line": 1, "polygon": 2}
_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_TILEJSON_TYPES = {"integer": "Number", "number": "Number", "boolean": "Boolean"}


@dataclass(frozen=True, kw_only=True)
class Tileset:
    """Some collections as layers of tiles."""

    address: str
    """Of the list of its grids, e.g. ``…/collections/baeume/tiles``."""
    title: str
    description: str
    collections: tuple[FeatureCollection, ...]
    chosen: str = ""
    """Keys that the client named, as in its address."""

    @property
    def bounds(self) -> Bounds | None:
        """The box of everything in it [°]."""
        return matrices.united([one.bounds for one in self.collections])

    @property
    def attributions(self) -> list[str]:
        """What the licences ask to be named, each sentence once."""
        return list(dict.fromkeys(one.attribution for one in self.collections if one.attribution))

    def url(self, grid: Grid, rest: str = "", **parameters: str) -> str:
        """Address of its document for a grid, or of something below that."""
        wanted = {**({"collections": self.chosen} if self.chosen else {}), **parameters}
        query = f"?{encoded(wanted)}" if wanted else ""
        return f"{self.address}/{grid.key}{f'/{rest}' if rest else ''}{query}"


def of_collection(request: Request, collection: FeatureCollection) -> Tileset:
    """The tiles of one collection."""
    return Tileset(
        address=f"{sight.address_of(request, collection)}/tiles",
        title=request.local(collection.title, collection.title_en),
        description=request.local(collection.description, collection.description_en),
        collections=(collection,),
    )


def of_city(request: Request, collections: Sequence[FeatureCollection], chosen: str = "") -> Tileset:
    """The tiles of the whole city, or of the collections that were named."""
    return Tileset(
        address=f"{request.base}/tiles",
        title=request.local("Alle Ebenen", "All layers"),
        description=request.local(
            "Die öffentlichen Geodaten der Kommune als Vektorkacheln.",
            "The public geodata of the municipality as vector tiles.",
        ),
        collections=tuple(collections),
        chosen=chosen,
    )


def links(request: Request, tileset: Tileset, grid: Grid) -> list[Link]:
    """To its document, to its tiles and to the definition of the grid."""
    return [
        Link(href=tileset.url(grid), rel="self", type="application/json", title=tileset.title),
        Link(
            href=tileset.url(grid, f="tilejson"), rel="alternate", type="application/json", title="TileJSON"
        ),
        Link(
            href=tileset.url(grid, _ITEM, f="mvt"),
            rel="item",
            type=MVT,
            title="Mapbox Vector Tiles",
            templated=True,
        ),
        Link(href=matrices.address_of(request, grid), rel=SCHEME, type="application/json", title=grid.title),
    ]


def listed(request: Request, tileset: Tileset) -> dict[str, Json]:
    """The tileset in all grids (20-057, tilesets-list)."""
    found: list[Json] = [
        {
            "title": f"{tileset.title} ({grid.key})",
            "dataType": "vector",
            "crs": matrices.crs_of(grid),
            "tileMatrixSetId": grid.key,
            "tileMatrixSetURI": grid.uri or matrices.address_of(request, grid),
            "links": [link.written() for link in links(request, tileset, grid)],
        }
        for grid in GRIDS
    ]
    mine = Link(href=tileset.address, rel="self", type="application/json", title=tileset.title)
    return {"links": [mine.written()], "tilesets": found}


def document(request: Request, tileset: Tileset, grid: Grid) -> dict[str, Json]:
    """The tileset in one grid."""
    found: dict[str, Json] = {
        "title": tileset.title,
        "description": tileset.description,
        "dataType": "vector",
        "crs": matrices.crs_of(grid),
        "tileMatrixSetId": grid.key,
        "tileMatrixSetURI": grid.uri or matrices.address_of(request, grid),
        "mediaTypes": [MVT],
        "tileMatrixSetLimits": matrices.limits(grid, tileset.bounds),
        "layers": [_layer(request, one, grid) for one in tileset.collections],
        "links": [link.written() for link in links(request, tileset, grid)],
    }
    if tileset.attributions:
        found["attribution"] = " | ".join(tileset.attributions)
    if tileset.bounds is not None:
        found["boundingBox"] = matrices.box_of(tileset.bounds)
    return found


def _layer(request: Request, collection: FeatureCollection, grid: Grid) -> dict[str, Json]:
    found: dict[str, Json] = {
        "id": collection.key,
        "title": request.local(collection.title, collection.title_en),
        "dataType": "vector",
        "minTileMatrix": str(layers.least_level(collection) if grid.crs == 3857 else 0),
        "maxTileMatrix": str(matrices.last_level(grid)),
        "propertiesSchema": {
            "type": "object",
            "properties": {one.key: _property(request, one) for one in layers.shown_fields(collection)},
        },
        "links": [
            {"href": sight.address_of(request, collection), "rel": "geodata", "type": "application/json"}
        ],
    }
    if collection.geometry in _DIMENSIONS:
        found["geometryDimension"] = _DIMENSIONS[collection.geometry]
    if collection.bounds is not None:
        found["boundingBox"] = matrices.box_of(collection.bounds)
    return found


def _property(request: Request, one: Field) -> dict[str, Json]:
    return {"title": request.local(one.title, one.title_en), "type": _TYPES.get(one.kind, "string")}


def tilejson(request: Request, tileset: Tileset, grid: Grid) -> dict[str, Json]:
    """TileJSON 3.0.0; its order of the address is that of this interface: level, row, column."""
    found: dict[str, Json] = {
        "tilejson": "3.0.0",
        "name": tileset.title,
        "description": tileset.description,
        "attribution": " | ".join(tileset.attributions),
        "scheme": "xyz",
        "tiles": [tileset.url(grid, "{z}/{y}/{x}", f="mvt")],
        "minzoom": min((layers.least_level(one) for one in tileset.collections), default=0),
        "maxzoom": matrices.last_level(grid),
        "vector_layers": [
            {
                "id": one.key,
                "description": request.local(one.title, one.title_en),
                "minzoom": layers.least_level(one),
                "maxzoom": matrices.last_level(grid),
                "fields": {
                    field.key: _TILEJSON_TYPES.get(field.kind, "String") for field in layers.shown_fields(one)
                },
            }
            for one in tileset.collections
        ],
    }
    if tileset.bounds is not None:
        west, south, east, north = tileset.bounds
        found["bounds"] = [west, south, east, north]
        found["center"] = [(west + east) / 2, (south + north) / 2, 12]
    return found
