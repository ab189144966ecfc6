# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers about tiles: lists, documents and the tiles themselves."""

from __future__ import annotations

import msgspec

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.features.tiles import TilePlace
from stadtkern.flow.lake.vector_tiles.grids import GRIDS, Grid
from stadtkern.flow.outlets.answering import tags
from stadtkern.flow.outlets.answering.answers import Answer, nothing
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.common.representations import HTML, JSON, Representation, chosen
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Arguments
from stadtkern.kernel.errors import NotFound

from . import layers, matrices, tilesets
from .tilesets import MVT, Tileset

COLLECTIONS = "collections"
MOST_NAMED = 50
TILEJSON = Representation(name="tilejson", media_type="application/vnd.mapbox.tile+json", title="TileJSON")
VECTOR = Representation(name="mvt", media_type=MVT, title="Mapbox Vector Tile")
DOCUMENTS = (JSON, HTML)
TILESETS = (JSON, TILEJSON, HTML)


def grids(request: Request, _arguments: Arguments) -> Answer:
    """The grids in which there are tiles (20-057, clause 10; 17-083r4)."""
    found: list[Json] = [
        {
            "id": grid.key,
            "title": grid.title,
            **({"uri": grid.uri} if grid.uri else {}),
            "crs": matrices.crs_of(grid),
            "links": [
                {"href": matrices.address_of(request, grid), "rel": "self", "type": "application/json"}
            ],
        }
        for grid in GRIDS
    ]
    return _document({"tileMatrixSets": found})


def grid(request: Request, arguments: Arguments) -> Answer:
    """One grid."""
    return _document(matrices.definition(request, matrices.grid_of(arguments["tileMatrixSetId"])))


def city_tilesets(request: Request, _arguments: Arguments) -> Answer:
    """The tiles of the whole city in all grids."""
    return _document(tilesets.listed(request, _city(request)))


def collection_tilesets(request: Request, arguments: Arguments) -> Answer:
    """The tiles of one collection in all grids."""
    return _document(tilesets.listed(request, _of_collection(request, arguments)))


def city_tileset(request: Request, arguments: Arguments) -> Answer:
    """The tiles of the whole city in one grid."""
    return _tileset(request, _city(request), matrices.grid_of(arguments["tileMatrixSetId"]))


def collection_tileset(request: Request, arguments: Arguments) -> Answer:
    """The tiles of one collection in one grid."""
    found = _of_collection(request, arguments)
    return _tileset(request, found, matrices.grid_of(arguments["tileMatrixSetId"]))


def city_tile(request: Request, arguments: Arguments) -> Answer:
    """A tile with the layers of the whole city, or of those that are named."""
    return _tile(request, arguments, _city(request).collections)


def collection_tile(request: Request, arguments: Arguments) -> Answer:
    """A tile of one collection."""
    return _tile(request, arguments, (_collection(request, arguments),))


def _tile(request: Request, arguments: Arguments, shown: tuple[FeatureCollection, ...]) -> Answer:
    chosen(request, {name: value for name, value in request.parameters().items() if name == "f"}, (VECTOR,))
    place = place_of(arguments)
    states = [(one.key, layers.state_of(one)) for one in shown]
    tag = tag_of(repr((place.grid.key, place.z, place.x, place.y, states)).encode())
    if tags.is_known(request.header("if-none-match"), tag):
        return Answer(media_type=MVT, tag=tag)
    body = layers.tile(shown, place)
    return Answer(body=body, media_type=MVT, tag=tag) if body else nothing()


def place_of(arguments: Arguments) -> TilePlace:
    """The tile that an address names.

    Raises:
        NotFound: there is no such grid, or the tile is outside of it.
        ParameterRefused: no whole numbers.
    """
    found = matrices.grid_of(arguments["tileMatrixSetId"])
    z, y, x = (matrices.number(arguments[name], name) for name in ("tileMatrix", "tileRow", "tileCol"))
    if not found.has(z, x, y):
        raise NotFound(f"The grid {found.key} has no tile in level {z}, row {y}, column {x}.")
    return TilePlace(grid=found, z=z, x=x, y=y)


def _tileset(request: Request, found: Tileset, grid: Grid) -> Answer:
    form = chosen(request, request.parameters(), TILESETS)
    if form is not TILEJSON:
        return _document(tilesets.document(request, found, grid))
    if grid.crs != 3857:
        raise ParameterRefused(
            "TileJSON knows web mercator alone", parameter="f", expectation="WebMercatorQuad"
        )
    return _document(tilesets.tilejson(request, found, grid))


def _city(request: Request) -> Tileset:
    """All collections, or those that the parameter names (20-057, collections-selection)."""
    every = layers.drawn(sight.collections_of(request))
    named = request.parameters().get(COLLECTIONS, "")
    if not named:
        return tilesets.of_city(request, every)
    keys = named.split(",")
    if len(keys) > MOST_NAMED:
        raise ParameterRefused(f"at most {MOST_NAMED} collections", parameter=COLLECTIONS)
    by_key = {one.key: one for one in every}
    unknown = next((key for key in keys if key not in by_key), None)
    if unknown is not None:
        raise ParameterRefused(f"there is no collection “{unknown[:60]}” with places", parameter=COLLECTIONS)
    return tilesets.of_city(request, [by_key[key] for key in dict.fromkeys(keys)], named)


def _of_collection(request: Request, arguments: Arguments) -> Tileset:
    return tilesets.of_collection(request, _collection(request, arguments))


def _collection(request: Request, arguments: Arguments) -> FeatureCollection:
    found = sight.collection_of(request, arguments["collectionId"])
    if not found.has_places:
        raise NotFound("This collection has no places, so there are no tiles of it.")
    return found


def _document(content: dict[str, Json]) -> Answer:
    body = msgspec.json.encode(content)
    return Answer(body=body, tag=tag_of(body))
