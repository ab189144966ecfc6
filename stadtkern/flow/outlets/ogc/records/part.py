# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What OGC API Records offers: conformance classes and routes."""

from __future__ import annotations

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.ogc.common.representations import DOCUMENT, f_parameter
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Link, Operation, Parameter, Part, Route, Schema
from stadtkern.flow.outlets.ogc.features.parameters import PARAMETERS

from . import answers, documents

_ONE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/"
CONFORMANCE = tuple(
    f"{_ONE}{name}"
    for name in (
        "record-core",
        "record-collection",
        "record-core-query-parameters",
        "records-api",
        "searchable-catalog",
        "sorting",
        "json",
        "html",
    )
)
_NAMES = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_SHARED = tuple(
    one for one in PARAMETERS if one.name in {"limit", "bbox", "bbox-crs", "datetime", "sortby", "after"}
)
_OWN = (
    Parameter(name="q", schema=dict(_NAMES), description="Words, one of which stands in the record."),
    Parameter(name="type", schema=dict(_NAMES), description="Kinds of resources; all here are dataset."),
    Parameter(name="ids", schema=dict(_NAMES), description="Keys of records."),
    Parameter(name="externalIds", schema=dict(_NAMES), description="Identifiers at their sources."),
)
_F = f_parameter(DOCUMENT)
_HOME = f"collections/{documents.KEY}"
_RECORDS: dict[str, Schema] = {documents.GEOJSON: {"type": "object", "required": ["type", "features"]}}
_RECORD: dict[str, Schema] = {documents.GEOJSON: {"type": "object", "required": ["id", "type", "properties"]}}


def _collections(request: Request) -> tuple[dict[str, Json], ...]:
    return (documents.catalogue(request),)


def _landing_links(request: Request) -> tuple[Link, ...]:
    rel = "http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog"
    return (Link(href=documents.home_of(request), rel=rel, type="application/json", title="Katalog"),)


PART = Part(
    name="records",
    title="Records",
    conformance=CONFORMANCE,
    landing_links=_landing_links,
    more_collections=_collections,
    routes=(
        Route(
            name="catalogue",
            path=_HOME,
            operations={
                "GET": Operation(answer=answers.catalogue, summary="The catalogue", parameters=(_F,))
            },
        ),
        Route(
            name="catalogue-sortables",
            path=f"{_HOME}/sortables",
            operations={
                "GET": Operation(
                    answer=answers.sortables,
                    summary="What records can be sorted by",
                    parameters=(_F,),
                    answers={"application/schema+json": {"type": "object"}},
                )
            },
        ),
        Route(
            name="records",
            path=f"{_HOME}/items",
            operations={
                "GET": Operation(
                    answer=answers.records,
                    summary="Records",
                    parameters=(_F, *_OWN, *_SHARED),
                    answers=_RECORDS,
                )
            },
        ),
        Route(
            name="record",
            path=f"{_HOME}/items/{{recordId}}",
            examples={"recordId": "cycling-muenster"},
            operations={
                "GET": Operation(
                    answer=answers.record, summary="One record", parameters=(_F,), answers=_RECORD
                )
            },
        ),
    ),
)
