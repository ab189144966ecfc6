# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked, sorted by and sent: queryables, sortables, schema, functions (19-079r2, Part 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Arguments, Schema
from stadtkern.flow.outlets.ogc.cql import declaring

from . import fields as named
from . import layers

SCHEMA_TYPE = "application/schema+json"
Made = Callable[[Request, FeatureCollection], Schema]


def queryables_of(request: Request, collection: FeatureCollection) -> Schema:
    """What conditions may name."""
    found = named.queryables(sight.fields_of(request, collection), layers.geometry_of(collection))
    return declaring.schema(found, address=request.url, title=collection.title)


def sortables_of(request: Request, collection: FeatureCollection) -> Schema:
    """What sortby may name."""
    fields = sight.fields_of(request, collection)
    names = named.sortables(fields)
    known = [one for one in named.queryables(fields, "none") if one.name in names]
    return declaring.schema(known, address=request.url, title=collection.title)


def schema_of(request: Request, collection: FeatureCollection) -> Schema:
    """What features are, as given and taken."""
    return named.schema(
        sight.fields_of(request, collection),
        layers.geometry_of(collection),
        address=request.url,
        title=collection.title,
    )


def _answering(made: Made) -> Callable[[Request, Arguments], Answer]:
    def answer(request: Request, arguments: Arguments) -> Answer:
        collection = sight.collection_of(request, arguments["collectionId"])
        return _document(made(request, collection))

    return answer


def _document(content: Schema) -> Answer:
    body = msgspec.json.encode(content)
    return Answer(body=body, media_type=SCHEMA_TYPE, tag=tag_of(body))


queryables = _answering(queryables_of)
sortables = _answering(sortables_of)
schema = _answering(schema_of)


def functions(_request: Request, _arguments: Arguments) -> Answer:
    """Functions beyond those of the standard."""
    return replace(_document(declaring.functions()), media_type="application/json")
