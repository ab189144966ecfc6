# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this city says about its conditions: conformance classes, queryables, functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stadtkern.flow.outlets.ogc.cql.functions import FUNCTIONS
from stadtkern.flow.outlets.ogc.cql.kinds import Sort
from stadtkern.flow.outlets.ogc.cql.words import Kind, Queryable

_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMANCE = tuple(
    f"{_CQL2}/{name}"
    for name in (
        "cql2-text",
        "cql2-json",
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "basic-spatial-functions-plus",
        "spatial-functions",
        "temporal-functions",
        "array-functions",
        "property-property",
        "functions",
        "arithmetic",
    )
)
"""OGC 21-065r2, annex A."""
_TYPES: Mapping[Kind, Mapping[str, object]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "json": {},
    "geometry": {"format": "geometry-any"},
}
_ARGUMENTS: Mapping[Sort, str] = {
    "text": "string",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "geometry": "geometry",
}


def schema(queryables: Iterable[Queryable], *, address: str, title: str) -> dict[str, object]:
    """The queryables as JSON Schema (OGC 19-079r2, 6.2); nothing else may be named in conditions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": title,
        "properties": {one.name: _property(one) for one in queryables},
        "additionalProperties": False,
    }


def functions() -> dict[str, object]:
    """The functions beyond the standard's own (OGC 19-079r2, 6.5)."""
    return {
        "functions": [
            {
                "name": one.name,
                "description": one.description,
                "returns": [_ARGUMENTS[one.returns]],
                "arguments": [{"title": title, "type": [_ARGUMENTS[sort]]} for title, sort in one.arguments],
            }
            for one in FUNCTIONS
        ]
    }


def _property(queryable: Queryable) -> dict[str, object]:
    found: dict[str, object] = {"title": queryable.title or queryable.name, **_TYPES[queryable.kind]}
    if queryable.kind == "geometry":
        found["x-ogc-role"] = "primary-geometry"
    if queryable.description:
        found["description"] = queryable.description
    if queryable.unit:
        found["x-ogc-unit"] = queryable.unit
    if queryable.values:
        found["enum"] = list(queryable.values)
    return found
