# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What OGC API Features offers: conformance classes and routes."""

from __future__ import annotations

from stadtkern.flow.outlets.ogc.common.representations import DOCUMENT, JSON, f_parameter
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Link, Operation, Part, Route, Schema
from stadtkern.flow.outlets.ogc.cql.declaring import CONFORMANCE as CQL2

from . import changing, collections, feature, items, layers, schemas
from .parameters import FEATURE_PARAMETERS, PARAMETERS

_ONE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
_TWO = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
_THREE = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
_FOUR = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/"
_FIVE = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/"
CONFORMANCE = (
    *(f"{_ONE}{name}" for name in ("core", "geojson", "html", "oas31")),
    f"{_TWO}crs",
    *(
        f"{_THREE}{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *CQL2,
    *(
        f"{_FOUR}{name}"
        for name in ("create-replace-delete", "update", "optimistic-locking-etags", "features")
    ),
    *(f"{_FIVE}{name}" for name in ("schemas", "core-roles-features", "returnables-and-receivables")),
    f"{_FIVE}queryables",
    f"{_FIVE}sortables",
)
_GEOJSON: Schema = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
        "links": {"type": "array", "items": {"type": "object", "required": ["href"]}},
        "features": {"type": "array", "items": {"type": "object", "required": ["type", "geometry"]}},
    },
}
_FEATURE: Schema = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": ["string", "integer"]},
        "geometry": {"type": ["object", "null"]},
        "properties": {"type": ["object", "null"]},
    },
}
_EXAMPLE = {"collectionId": "playgrounds", "featureId": "1"}
_F = f_parameter(DOCUMENT)
_FORMS = f_parameter(layers.FORMS)
_PAGES: dict[str, Schema] = {
    one.media_type: _GEOJSON if one.name == layers.GEOJSON else {} for one in layers.FORMS
}
_SINGLE: dict[str, Schema] = {
    one.media_type: _FEATURE if one.name == layers.GEOJSON else {} for one in layers.FORMS
}
_SCHEMAS: dict[str, Schema] = {schemas.SCHEMA_TYPE: {"type": "object"}}
_HOME = "collections/{collectionId}"


def _landing_links(request: Request) -> tuple[Link, ...]:
    """/req/core/root-success: the way to the collections."""
    address = f"{request.base}/collections"
    data = "http://www.opengis.net/def/rel/ogc/1.0/data"
    return (
        Link(href=address, rel="data", type=JSON.media_type, title="Objektsammlungen"),
        Link(href=address, rel=data, type=JSON.media_type, title="Objektsammlungen"),
        Link(
            href=f"{request.base}/functions",
            rel="http://www.opengis.net/def/rel/ogc/1.0/functions",
            type=JSON.media_type,
            title="Funktionen für Filter",
        ),
    )


PART = Part(
    name="features",
    title="Features",
    conformance=CONFORMANCE,
    landing_links=_landing_links,
    routes=(
        Route(
            name="collections",
            path="collections",
            operations={
                "GET": Operation(answer=collections.collections, summary="Collections", parameters=(_F,))
            },
        ),
        Route(
            name="collection",
            path=_HOME,
            examples=_EXAMPLE,
            operations={
                "GET": Operation(answer=collections.collection, summary="One collection", parameters=(_F,))
            },
        ),
        Route(
            name="queryables",
            path=f"{_HOME}/queryables",
            examples=_EXAMPLE,
            operations={
                "GET": Operation(
                    answer=schemas.queryables,
                    summary="What filters may name",
                    parameters=(_F,),
                    answers=_SCHEMAS,
                )
            },
        ),
        Route(
            name="sortables",
            path=f"{_HOME}/sortables",
            examples=_EXAMPLE,
            operations={
                "GET": Operation(
                    answer=schemas.sortables,
                    summary="What can be sorted by",
                    parameters=(_F,),
                    answers=_SCHEMAS,
                )
            },
        ),
        Route(
            name="schema",
            path=f"{_HOME}/schema",
            examples=_EXAMPLE,
            operations={
                "GET": Operation(
                    answer=schemas.schema, summary="Fields of features", parameters=(_F,), answers=_SCHEMAS
                )
            },
        ),
        Route(
            name="functions",
            path="functions",
            operations={
                "GET": Operation(answer=schemas.functions, summary="Functions of filters", parameters=(_F,))
            },
        ),
        Route(
            name="items",
            path=f"{_HOME}/items",
            examples=_EXAMPLE,
            operations={
                "GET": Operation(
                    answer=items.items,
                    summary="Features",
                    parameters=(_FORMS, *PARAMETERS),
                    fields=True,
                    answers=_PAGES,
                ),
                "POST": changing.CREATE,
            },
        ),
        Route(
            name="item",
            path=f"{_HOME}/items/{{featureId}}",
            examples=_EXAMPLE,
            operations={
                "GET": Operation(
                    answer=feature.feature,
                    summary="One feature",
                    parameters=(_FORMS, *FEATURE_PARAMETERS),
                    answers=_SINGLE,
                ),
                "PUT": changing.REPLACE,
                "PATCH": changing.UPDATE,
                "DELETE": changing.DELETE,
            },
        ),
    ),
)
