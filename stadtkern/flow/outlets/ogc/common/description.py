# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The description of everything that is declared (OpenAPI 3.1.1)."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from .words import Operation, Parameter, Part, Route, Schema

_NAME = re.compile(r"\{(\w+)\}")
PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string"},
        "position": {"type": "integer"},
        "path": {"type": "string"},
        "expected": {"type": "string"},
        "limit": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_ERRORS = {
    "400": "A parameter or the body cannot be used; detail says why.",
    "401": "A key is missing or not valid.",
    "403": "This key or person may not do that.",
    "404": "There is nothing here, or nothing that may be seen.",
    "405": "This method is not possible here.",
    "409": "It contradicts what is stored.",
    "410": "It was withdrawn; detail says why.",
    "412": "It was changed since it was read.",
    "413": "The body is too large.",
    "415": "This media type is not taken.",
    "422": "The body does not fit the fields of the collection; errors says where.",
    "503": "The store is not available at the moment.",
}
_READ_ERRORS = ("400", "401", "404", "405", "410", "503")
_WRITE_ERRORS = tuple(_ERRORS)


@lru_cache(maxsize=8)
def described(base: str, parts: tuple[Part, ...]) -> bytes:
    """The description as JSON; ``base`` is the address of the root."""
    return msgspec.json.encode(document(base, parts))


def document(base: str, parts: tuple[Part, ...]) -> Schema:
    """The description."""
    paths: Schema = {}
    for part in parts:
        for route in part.routes:
            paths[f"/{route.path}"] = _path(route, part)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "OGC API",
            "version": "1.0",
            "summary": "Features, tiles, styles and records of the city",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": base}],
        "tags": [{"name": part.title} for part in parts],
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM_SCHEMA},
            "responses": {f"E{code}": _problem(text) for code, text in _ERRORS.items()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "An access key, sk_…"},
                "basic": {"type": "http", "scheme": "basic", "description": "The key as password"},
            },
        },
    }


def _path(route: Route, part: Part) -> Schema:
    found: Schema = {
        method.lower(): _operation(operation, f"{route.name}-{method.lower()}", part.title)
        for method, operation in route.operations.items()
    }
    names = _NAME.findall(route.path)
    if names:
        found["parameters"] = [_in_path(name, route.examples.get(name, "")) for name in names]
    return found


def _in_path(name: str, example: str) -> Schema:
    schema: Schema = {"type": "string", "minLength": 1}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema | ({"examples": [example]} if example else {}),
    }


def _operation(operation: Operation, identifier: str, tag: str) -> Schema:
    found: Schema = {
        "summary": operation.summary,
        "operationId": identifier,
        "tags": [tag],
        "parameters": [_in_query(one) for one in operation.parameters],
        "responses": _responses(operation),
    }
    if operation.body is not None:
        contents = {kind: {"schema": schema} for kind, schema in operation.body.contents.items()}
        found["requestBody"] = {"required": True, "content": contents}
    if operation.needs_key:
        found["security"] = [{"bearer": []}, {"basic": []}]
    return found


def _in_query(one: Parameter) -> Schema:
    found: Schema = {"name": one.name, "in": "query", "required": False, "schema": one.schema}
    found |= {"description": one.description} if one.description else {}
    found |= {"example": one.example} if one.example else {}
    return found | ({"style": "form", "explode": False} if one.schema.get("type") == "array" else {})


def _responses(operation: Operation) -> Schema:
    content = {kind: {"schema": schema} for kind, schema in operation.answers.items()}
    good: Schema = {"description": operation.summary} | ({"content": content} if content else {})
    errors = _WRITE_ERRORS if operation.needs_key else _READ_ERRORS
    found: Schema = {str(operation.status): good}
    if not operation.needs_key:
        found["304"] = {"description": "The client has this already."}
    return found | {code: {"$ref": f"#/components/responses/E{code}"} for code in errors}


def _problem(text: str) -> Schema:
    schema: Schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}
