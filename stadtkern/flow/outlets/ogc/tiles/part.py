# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of OGC API Tiles Part 1 (20-057) and of Tile Matrix Sets 2.0 (17-083r4) is served, and where."""

from __future__ import annotations

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.representations import HTML, Representation, f_parameter
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Handler, Link, Operation, Parameter, Part, Route, Schema

from . import answers
from .tilesets import MVT

_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
_TMS = "http://www.opengis.net/spec/tms/2.0/conf/"
_TILESETS_VECTOR = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
_GRID = {"tileMatrixSetId": "WebMercatorQuad"}
_PLACE = {**_GRID, "tileMatrix": "10", "tileRow": "340", "tileCol": "531"}
_ADDRESS = "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
_NAMED = Parameter(
    name=answers.COLLECTIONS,
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": answers.MOST_NAMED},
    description="Only these collections.",
)


def _got(
    answer: Handler,
    summary: str,
    forms: tuple[Representation, ...] = answers.DOCUMENTS,
    more: tuple[Parameter, ...] = (),
) -> dict[str, Operation]:
    kinds: dict[str, Schema] = {one.media_type: {"type": "object"} for one in forms if one is not HTML}
    if MVT in kinds:
        kinds[MVT] = {"type": "string", "format": "binary"}
    return {
        "GET": Operation(
            answer=answer,
            summary=summary,
            parameters=(f_parameter(forms), *more),
            answers=kinds,
        )
    }


_VECTOR = (answers.VECTOR,)
ROUTES = (
    Route(name="grids", path="tileMatrixSets", operations=_got(answers.grids, "Grids of tiles")),
    Route(
        name="grid",
        path="tileMatrixSets/{tileMatrixSetId}",
        operations=_got(answers.grid, "One grid of tiles"),
        examples=_GRID,
    ),
    Route(
        name="tilesets",
        path="tiles",
        operations=_got(answers.city_tilesets, "Tiles of all collections", more=(_NAMED,)),
    ),
    Route(
        name="tileset",
        path="tiles/{tileMatrixSetId}",
        operations=_got(
            answers.city_tileset, "Tiles of all collections in one grid", answers.TILESETS, (_NAMED,)
        ),
        examples=_GRID,
    ),
    Route(
        name="tile",
        path=f"tiles/{_ADDRESS}",
        operations=_got(answers.city_tile, "A tile of all collections", _VECTOR, (_NAMED,)),
        examples=_PLACE,
    ),
    Route(
        name="collection-tilesets",
        path="collections/{collectionId}/tiles",
        operations=_got(answers.collection_tilesets, "Tiles of a collection"),
    ),
    Route(
        name="collection-tileset",
        path="collections/{collectionId}/tiles/{tileMatrixSetId}",
        operations=_got(answers.collection_tileset, "Tiles of a collection in one grid", answers.TILESETS),
        examples=_GRID,
    ),
    Route(
        name="collection-tile",
        path=f"collections/{{collectionId}}/tiles/{_ADDRESS}",
        operations=_got(answers.collection_tile, "A tile of a collection", _VECTOR),
        examples=_PLACE,
    ),
)


def landing_links(request: Request) -> tuple[Link, ...]:
    """To the tiles of the whole city and to the grids."""
    return (
        Link(href=f"{request.base}/tiles", rel=_TILESETS_VECTOR, type="application/json", title="Kacheln"),
        Link(href=f"{request.base}/tileMatrixSets", rel=_SCHEMES, type="application/json", title="Gitter"),
    )


def collection_links(request: Request, collection: FeatureCollection) -> tuple[Link, ...]:
    """To the tiles of a collection."""
    if not collection.has_places:
        return ()
    href = f"{sight.address_of(request, collection)}/tiles"
    return (Link(href=href, rel=_TILESETS_VECTOR, type="application/json", title="Kacheln"),)


PART = Part(
    name="tiles",
    title="Tiles",
    conformance=(
        f"{_TILES}core",
        f"{_TILES}tileset",
        f"{_TILES}tilesets-list",
        f"{_TILES}dataset-tilesets",
        f"{_TILES}geodata-tilesets",
        f"{_TILES}collections-selection",
        f"{_TILES}mvt",
        f"{_TMS}tilematrixset",
        f"{_TMS}tilematrixsetlimits",
        f"{_TMS}tilesetmetadata",
        f"{_TMS}json-tilematrixset",
        f"{_TMS}json-tilematrixsetlimits",
        f"{_TMS}json-tilesetmetadata",
    ),
    routes=ROUTES,
    landing_links=landing_links,
    collection_links=collection_links,
)
