# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON Schemas (2020-12) of answers and bodies, one set per entity."""

from __future__ import annotations

from typing import TypeAlias

from stadtkern.flow.outlets.sensorthings.entities import ENTITIES, Entity, Kind, Link, Property

Schema: TypeAlias = dict[str, object]

ID: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "pattern": r"^[A-Za-z0-9._:\-]+$",
    "examples": ["17"],
}
_TIME: Schema = {"type": "string", "format": "date-time"}
_PERIOD: Schema = {
    "type": "string",
    "description": "ISO 8601: an instant or start/end",
    "examples": ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z/2026-03-01T13:00:00Z"],
}
_UNIT: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": ["string", "null"]},
        "symbol": {"type": ["string", "null"]},
        "definition": {"type": ["string", "null"]},
    },
    "required": ["name", "symbol", "definition"],
}
_KINDS: dict[Kind, Schema] = {
    Kind.ID: {"type": "string"},
    Kind.TEXT: {"type": "string"},
    Kind.TIME: _TIME,
    Kind.INTERVAL: _PERIOD,
    Kind.GEOMETRY: {"description": "GeoJSON (RFC 7946), or what encodingType says"},
    Kind.JSON: {},
}
_SPECIAL: dict[str, Schema] = {
    "properties": {"type": "object"},
    "parameters": {"type": "object"},
    "unitOfMeasurement": _UNIT,
    "unitOfMeasurements": {"type": "array", "items": _UNIT},
    "multiObservationDataTypes": {"type": "array", "items": {"type": "string"}},
}
_ERROR: Schema = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "type": {"const": "error"},
        "message": {"type": "string", "description": "What is wrong, where, and what was expected"},
        "option": {"type": "string", "description": "Query option that cannot be read"},
        "position": {"type": "integer", "description": "Character of the option, from 1"},
        "path": {"type": "string", "description": "Path to the fault in the body"},
        "expected": {"type": "string"},
        "limit": {"type": "integer"},
    },
    "required": ["code", "type", "message"],
}
_REFERENCE: Schema = {
    "type": "object",
    "properties": {"@iot.id": ID},
    "required": ["@iot.id"],
    "description": "An entity that exists already",
}


def ref(name: str) -> Schema:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def value(one: Property) -> Schema:
    """What a property holds."""
    return _SPECIAL.get(one.name) or _KINDS[one.kind]


def schemas() -> dict[str, Schema]:
    """All schemas by name."""
    found: dict[str, Schema] = {"Error": _ERROR, "Reference": _REFERENCE, **_OTHERS}
    for entity in ENTITIES:
        found[entity.name] = _entity(entity)
        found[f"{entity.name}Set"] = _set(entity)
        found[f"{entity.name}New"] = _new(entity)
        found[f"{entity.name}Change"] = _change(entity)
    return found


def _entity(entity: Entity) -> Schema:
    properties: dict[str, object] = {
        "@iot.id": {"type": "string"},
        "@iot.selfLink": {"type": "string", "format": "uri"},
    }
    for one in entity.properties:
        if one.kind is not Kind.ID:
            properties[one.name] = _nullable(value(one))
    for link in entity.links:
        properties[f"{link.name}@iot.navigationLink"] = {"type": "string", "format": "uri"}
        properties[link.name] = _expanded(link)
        if link.many:
            properties[f"{link.name}@iot.count"] = {"type": "integer"}
            properties[f"{link.name}@iot.nextLink"] = {"type": "string", "format": "uri"}
    return {"type": "object", "properties": properties}


def _expanded(link: Link) -> Schema:
    if link.many:
        return {"type": "array", "items": ref(link.target)}
    return {"anyOf": [ref(link.target), {"type": "null"}]}


def _nullable(schema: Schema) -> Schema:
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else schema


def _set(entity: Entity) -> Schema:
    return {
        "type": "object",
        "properties": {
            "@iot.count": {"type": "integer", "minimum": 0},
            "@iot.countIsEstimate": {"const": True},
            "@iot.nextLink": {"type": "string", "format": "uri"},
            "value": {"type": "array", "items": ref(entity.name)},
        },
        "required": ["value"],
    }


def _new(entity: Entity) -> Schema:
    """What creates an entity; links name existing ones or bring new ones along (deep insert)."""
    written = [one for one in entity.properties if one.writable]
    properties: dict[str, object] = {one.name: value(one) for one in written}
    properties |= {link.name: _linked(link) for link in entity.links}
    required = [one.name for one in written if one.required]
    return (
        {"type": "object", "properties": properties, "required": required}
        if required
        else {
            "type": "object",
            "properties": properties,
        }
    )


def _linked(link: Link) -> Schema:
    one: Schema = {"anyOf": [ref("Reference"), ref(f"{link.target}New")]}
    return {"type": "array", "items": one} if link.many else one


def _change(entity: Entity) -> Schema:
    written = [one for one in entity.properties if one.writable]
    properties: dict[str, object] = {one.name: _nullable(value(one)) for one in written}
    for link in entity.links:
        one = ref("Reference")
        properties[link.name] = {"type": "array", "items": one} if link.many else one
    return {"type": "object", "properties": properties}


_OTHERS: dict[str, Schema] = {
    "ReferenceSet": {
        "type": "object",
        "properties": {
            "@iot.count": {"type": "integer"},
            "@iot.nextLink": {"type": "string", "format": "uri"},
            "value": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"@iot.selfLink": {"type": "string", "format": "uri"}},
                    "required": ["@iot.selfLink"],
                },
            },
        },
        "required": ["value"],
    },
    "DataArraySet": {
        "type": "object",
        "properties": {
            "@iot.count": {"type": "integer"},
            "@iot.nextLink": {"type": "string", "format": "uri"},
            "value": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "components": {"type": "array", "items": {"type": "string"}},
                        "dataArray@iot.count": {"type": "integer"},
                        "dataArray": {"type": "array", "items": {"type": "array"}},
                    },
                    "required": ["components", "dataArray"],
                },
            },
        },
        "required": ["value"],
    },
    "FeatureCollection": {
        "type": "object",
        "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array"}},
        "required": ["type", "features"],
    },
    "Buckets": {
        "type": "object",
        "properties": {"value": {"type": "array", "items": {"type": "object"}}},
        "required": ["value"],
    },
    "NewDataArray": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "Datastream": ref("Reference"),
                "MultiDatastream": ref("Reference"),
                "components": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "dataArray@iot.count": {"type": "integer"},
                "dataArray": {"type": "array", "items": {"type": "array"}},
            },
            "required": ["components", "dataArray"],
        },
    },
    "JsonPatch": {
        "type": "array",
        "description": "RFC 6902",
        "items": {
            "type": "object",
            "properties": {
                "op": {"enum": ["add", "remove", "replace", "move", "copy", "test"]},
                "path": {"type": "string"},
                "from": {"type": "string"},
                "value": {},
            },
            "required": ["op", "path"],
        },
    },
    "Batch": {
        "type": "object",
        "properties": {
            "requests": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "atomicityGroup": {"type": "string"},
                        "method": {"enum": ["get", "post", "patch", "put", "delete"]},
                        "url": {"type": "string"},
                        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
                        "body": {},
                    },
                    "required": ["id", "method", "url"],
                },
            }
        },
        "required": ["requests"],
    },
    "BatchAnswer": {
        "type": "object",
        "properties": {
            "responses": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "status": {"type": "integer"},
                        "location": {"type": "string", "format": "uri"},
                        "body": {},
                    },
                    "required": ["id", "status"],
                },
            }
        },
        "required": ["responses"],
    },
    "ServiceRoot": {
        "type": "object",
        "properties": {
            "value": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "url": {"type": "string", "format": "uri"}},
                    "required": ["name", "url"],
                },
            },
            "serverSettings": {"type": "object"},
        },
        "required": ["value", "serverSettings"],
    },
}
