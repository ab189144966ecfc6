# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole description: every set, entity, property path, option, body and answer (OpenAPI 3.1.1)."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, ENTITIES, Entity, Link
from stadtkern.flow.outlets.sensorthings.http.served import Served
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

from . import operations
from .schemas import Schema, ref, schemas


def described(base: str, served: Served) -> Answer:
    """The description as an answer; ``base`` is the address of the service root."""
    body = _written(base, served.limits)
    return Answer(body=body, tag=tag_of(body), strong=True)


@lru_cache(maxsize=8)
def _written(base: str, limits: Limits) -> bytes:
    return msgspec.json.encode(document(base, limits))


def document(base: str, limits: Limits) -> Schema:
    """The description as JSON."""
    paths: Schema = {}
    for entity in ENTITIES:
        paths |= _of(entity, limits)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "OGC SensorThings API 1.1",
            "version": "1.1",
            "summary": "Sensors and observations of the city",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": base}],
        "paths": {**_special(), **paths},
        "components": {
            "schemas": schemas(),
            "responses": operations.error_responses(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "An access key, sk_…"},
                "basic": {"type": "http", "scheme": "basic", "description": "The key as password"},
            },
        },
    }


def _special() -> Schema:
    created = operations.json_answer("A selfLink or “error” per observation", {"type": "array"})
    answers = operations.json_answer("One answer per request", ref("BatchAnswer"))
    return {
        "/": {"get": operations.read_document("Service root", ref("ServiceRoot"))},
        "/openapi.json": {"get": operations.read_document("This description", {"type": "object"})},
        "/CreateObservations": {
            "post": operations.post("Create observations", ref("NewDataArray"), {"201": created})
        },
        "/$batch": {"post": operations.batch(ref("Batch"), {"200": answers})},
    }


def _of(entity: Entity, limits: Limits) -> Schema:
    many, one = f"/{entity.plural}", f"/{entity.plural}('{{id}}')"
    paths: Schema = {
        many: {
            "get": operations.read_set(entity, limits),
            "post": operations.create(entity),
            "delete": operations.delete_found(entity),
        },
        f"{many}/$count": {"get": operations.read_count(entity, limits)},
        f"{many}/$ref": {"get": operations.read_references()},
        one: {
            "parameters": [operations.id_parameter()],
            "get": operations.read_one(entity, limits),
            "patch": operations.change(entity),
            "put": operations.replace(entity),
            "delete": operations.delete(entity),
        },
        f"{one}/{{property}}": {
            "parameters": [operations.id_parameter(), _property(entity)],
            "get": operations.read_property(),
        },
        f"{one}/{{property}}/$value": {
            "parameters": [operations.id_parameter(), _property(entity)],
            "get": operations.read_value(),
        },
    }
    for link in entity.links:
        paths[f"{one}/{link.name}"] = _along(link, limits)
    return paths


def _along(link: Link, limits: Limits) -> Schema:
    target = BY_NAME[link.target]
    found: Schema = {"parameters": [operations.id_parameter()]}
    if not link.many:
        return {**found, "get": operations.read_one(target, limits)}
    return {**found, "get": operations.read_set(target, limits, link), "post": operations.create(target)}


def _property(entity: Entity) -> Schema:
    names = [one.name for one in entity.properties]
    return {"name": "property", "in": "path", "required": True, "schema": {"enum": names}}
