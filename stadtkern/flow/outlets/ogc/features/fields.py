# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be asked of a collection: its fields that this asker may see, its key, its place."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.ogc.common.words import Schema
from stadtkern.flow.outlets.ogc.cql.words import Kind, Queryable
from stadtkern.kernel.collections import Field, FieldKind, GeometryKind

KEY = "key"
PLACE = "geometry"
_ORDERED: frozenset[FieldKind] = frozenset({"text", "integer", "number", "date", "datetime"})
_TIMES: frozenset[FieldKind] = frozenset({"date", "datetime"})
_TYPES: dict[FieldKind, Schema] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "json": {},
}
_GEOMETRIES: dict[GeometryKind, str] = {
    "point": "geometry-point-or-multipoint",
    "line": "geometry-linestring-or-multilinestring",
    "polygon": "geometry-polygon-or-multipolygon",
    "any": "geometry-any",
}


def queryables(fields: Sequence[Field], geometry: GeometryKind) -> tuple[Queryable, ...]:
    """What conditions may name."""
    own = [Queryable(name=KEY, kind="text", title=_("Kennung"))]
    if geometry != "none":
        own.append(Queryable(name=PLACE, kind="geometry", title=_("Geometrie")))
    return (
        *own,
        *(
            Queryable(
                name=one.key,
                kind=one.kind,
                title=one.title,
                unit=one.unit,
                description=one.description,
                values=one.values or None,
            )
            for one in fields
        ),
    )


def kinds(fields: Sequence[Field]) -> dict[str, Kind]:
    """Kind of everything that can be sorted by or compared with."""
    return {KEY: "text", "fid": "integer", **{one.key: one.kind for one in fields}}


def sortables(fields: Sequence[Field]) -> list[str]:
    """What can be sorted by."""
    return [KEY, *(one.key for one in fields if one.kind in _ORDERED)]


def time_field(fields: Sequence[Field]) -> Field | None:
    """The field that the parameter datetime speaks of: the first date or time."""
    return next((one for one in fields if one.kind in _TIMES), None)


def schema(fields: Sequence[Field], geometry: GeometryKind, *, address: str, title: str) -> Schema:
    """The features as JSON Schema, as they are given and taken (OGC API Features Part 5)."""
    when = time_field(fields)
    properties: Schema = {}
    if geometry != "none":
        properties[PLACE] = {
            "title": _("Geometrie"),
            "x-ogc-role": "primary-geometry",
            "format": _GEOMETRIES[geometry],
        }
    for place, one in enumerate(fields, start=1):
        role: Schema = {"x-ogc-role": "primary-instant"} if one is when else {}
        properties[one.key] = {**described(one), **role, "x-ogc-propertySeq": place}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": title,
        "properties": properties,
        "additionalProperties": False,
    }


def described(one: Field) -> Schema:
    """A field as JSON Schema."""
    found: Schema = {"title": one.title, **_TYPES[one.kind]}
    if one.description:
        found["description"] = one.description
    if one.unit:
        found |= {"x-ogc-unit": one.unit, "x-ogc-unitLang": "UCUM"}
    if one.values:
        found |= {"enum": list(one.values), "x-enum-titles": dict(one.values)}
    return found
