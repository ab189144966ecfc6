# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The operations: what each address takes and answers."""

from __future__ import annotations

from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity, Link
from stadtkern.flow.outlets.sensorthings.http.encoding.tables import ARROW, PARQUET
from stadtkern.flow.outlets.sensorthings.http.formats import Format
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

from .schemas import ID, Schema, ref

_KEY: list[Schema] = [{"bearer": []}, {"basic": []}]
_ANYBODY: list[Schema] = [{}, *_KEY]
_PHRASES = {
    "400": "The request cannot be read; message, option and position say where",
    "401": "An access key is missing or not valid",
    "403": "This key may not do that",
    "404": "There is no such entity, or the caller may not see it",
    "405": "This address does not know the method",
    "409": "What was said contradicts what is stored",
    "412": "The entity was changed since it was read (If-Match)",
    "413": "The body is too large",
    "415": "The media type or content coding of the body is not known",
    "503": "The store is not available at the moment",
}
_READING = ("400", "401", "404", "405", "503")
_WRITING = ("400", "401", "403", "404", "405", "409", "412", "413", "415", "503")


def option(name: str, schema: Schema, description: str) -> Schema:
    """A query option."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


def id_parameter() -> Schema:
    """The id in the path."""
    return {"name": "id", "in": "path", "required": True, "schema": ID}


def options(entity: Entity, limits: Limits, *, many: bool) -> list[Schema]:
    """The query options of a set or of one entity."""
    names = ", ".join(one.name for one in entity.properties)
    links = ", ".join(one.name for one in entity.links)
    found = [
        option("$select", {"type": "string"}, f"Properties or links, separated by commas: {names}"),
        option("$expand", {"type": "string"}, f"Links with options in brackets: {links}"),
    ]
    if not many:
        return found
    text = {"type": "string", "maxLength": limits.most_filter}
    found += [
        option("$filter", text, "A condition, e.g. name eq 'x'"),
        option("$orderby", {"type": "string"}, "Properties, each with asc or desc"),
        option("$top", {"type": "integer", "minimum": 0}, f"Page size; default {limits.default_top}"),
        option("$skip", {"type": "integer", "minimum": 0, "maximum": limits.most_skip}, "Left out first"),
        option("$count", {"enum": ["true", "false", "exact"]}, "Ask for @iot.count"),
        option("$resultFormat", {"enum": [str(one) for one in Format]}, "Format of the answer"),
        option("$skiptoken", {"type": "string"}, "From @iot.nextLink; nothing to make up"),
    ]
    if entity is OBSERVATION:
        found += [
            option("$apply", {"type": "string"}, "Aggregation over time buckets"),
            option("superseded", {"enum": ["true", "false"]}, "List corrected observations too"),
        ]
    return found


def read_set(entity: Entity, limits: Limits, link: Link | None = None) -> Schema:
    """GET of an entity set."""
    json: Schema = {"anyOf": [ref(f"{entity.name}Set"), ref("DataArraySet"), ref("Buckets")]}
    content: Schema = {
        "application/json": {"schema": json},
        "application/geo+json": {"schema": ref("FeatureCollection")},
        "text/csv": {"schema": {"type": "string"}},
        ARROW: {"schema": {"type": "string"}},
        PARQUET: {"schema": {"type": "string"}},
    }
    where = f" along {link.name}" if link else ""
    return _read(f"{entity.plural}{where}", content, options(entity, limits, many=True))


def read_one(entity: Entity, limits: Limits) -> Schema:
    """GET of one entity."""
    content: Schema = {"application/json": {"schema": ref(entity.name)}}
    return _read(entity.name, content, options(entity, limits, many=False))


def read_property() -> Schema:
    """GET of a property."""
    return _nullable(
        _read("A property as an object", {"application/json": {"schema": {"type": "object"}}}, [])
    )


def read_value() -> Schema:
    """GET of the bare value of a property."""
    content: Schema = {"text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": {}}}
    return _nullable(_read("The bare value of a property", content, []))


def read_count(entity: Entity, limits: Limits) -> Schema:
    """GET of a number."""
    content: Schema = {"text/plain": {"schema": {"type": "string"}}}
    kept = [one for one in options(entity, limits, many=True) if one["name"] == "$filter"]
    return _read(f"Number of {entity.plural}", content, kept)


def read_references() -> Schema:
    """GET of selfLinks only."""
    return _read("selfLinks only", {"application/json": {"schema": ref("ReferenceSet")}}, [])


def read_document(summary: str, schema: Schema) -> Schema:
    """GET of one JSON document."""
    return _read(summary, {"application/json": {"schema": schema}}, [])


def create(entity: Entity) -> Schema:
    """POST to an entity set."""
    headers = {"Location": {"schema": {"type": "string", "format": "uri"}}}
    content = {"application/json": {"schema": ref(entity.name)}}
    answers: Schema = {"201": {"description": "Created", "headers": headers, "content": content}}
    if entity is OBSERVATION:
        answers["200"] = {
            "description": "This very observation was stored before",
            "headers": headers,
            "content": content,
        }
    return _write(f"Create {entity.name}", {"application/json": ref(f"{entity.name}New")}, answers)


def change(entity: Entity) -> Schema:
    """PATCH of an entity."""
    bodies = {
        "application/json": ref(f"{entity.name}Change"),
        "application/json-patch+json": ref("JsonPatch"),
    }
    return _write(f"Change {entity.name}", bodies, _changed(entity))


def replace(entity: Entity) -> Schema:
    """PUT of an entity."""
    return _write(f"Replace {entity.name}", {"application/json": ref(f"{entity.name}New")}, _changed(entity))


def delete(entity: Entity) -> Schema:
    """DELETE of an entity with what belongs to it."""
    return _write(f"Delete {entity.name}", {}, {"200": {"description": "Deleted"}})


def delete_found(entity: Entity) -> Schema:
    """DELETE of what a filter finds."""
    found = delete(entity)
    text = option("$filter", {"type": "string"}, "What is deleted; needed")
    return {**found, "parameters": [{**text, "required": True}]}


def post(summary: str, body: Schema, answers: Schema) -> Schema:
    """POST to an address that is no entity set."""
    return _write(summary, {"application/json": body}, answers)


def batch(body: Schema, answers: Schema) -> Schema:
    """POST of a batch; only the writing requests in it need a key."""
    return {**post("Many requests at once", body, answers), "security": _ANYBODY}


def json_answer(description: str, schema: Schema) -> Schema:
    """An answer in JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _changed(entity: Entity) -> Schema:
    return {"200": json_answer("Changed", ref(entity.name)), "204": {"description": "Changed"}}


def _nullable(operation: Schema) -> Schema:
    answers = operation["responses"]
    if isinstance(answers, dict):
        answers["204"] = {"description": "The value is null"}
    return operation


def _read(summary: str, content: Schema, parameters: list[Schema]) -> Schema:
    return {
        "summary": summary,
        "security": _ANYBODY,
        "parameters": parameters,
        "responses": {"200": {"description": "Found", "content": content}, **_errors(_READING)},
    }


def _write(summary: str, bodies: dict[str, Schema], answers: Schema) -> Schema:
    found: Schema = {
        "summary": summary,
        "security": _KEY,
        "responses": {**answers, **_errors(_WRITING)},
    }
    if bodies:
        content = {media_type: {"schema": schema} for media_type, schema in bodies.items()}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _errors(codes: tuple[str, ...]) -> Schema:
    return {code: {"$ref": f"#/components/responses/{code}"} for code in codes}


def error_responses() -> Schema:
    """The answers to errors by status."""
    return {code: json_answer(text, ref("Error")) for code, text in _PHRASES.items()}
