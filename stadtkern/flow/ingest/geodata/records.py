# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A feature that was refused, as GeoJSON that can be read again: the raw form of its rejection."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec
import shapely
from shapely.geometry import shape

from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Rejected

from .reader.words import Refused

_PREFIX = "geodaten-"


def file_source(collection: str) -> str:
    """Under which source key features are counted that people bring into a collection."""
    return _PREFIX + collection


def collection_of(source_key: str) -> str:
    """The key of the collection that such a source key stands for; empty: it is another source."""
    return source_key.removeprefix(_PREFIX) if source_key.startswith(_PREFIX) else ""


def rejected(collection: str, feature: Feature, reason: str) -> Rejected:
    """The rejection of a feature that a decoder gave."""
    given = None if feature.geometry is None or feature.geometry.is_empty else feature.geometry
    record = {
        "type": "Feature",
        "id": feature.key,
        "geometry": None if given is None else json.loads(shapely.to_geojson(given)),
        "properties": dict(feature.properties),
    }
    raw = json.dumps(record, ensure_ascii=False, default=str).encode()
    return within(collection, Rejected(reason=reason, raw=raw, where=feature.key))


def within(collection: str, one: Rejected) -> Rejected:
    """The same rejection, whose raw form says into which collection the feature should go."""
    record = {**json.loads(one.raw), "collection": collection}
    raw = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
    return Rejected(reason=one.reason, raw=raw, where=f"{collection}/{one.where}"[:200])


def of_file(collection: str, one: Refused) -> bytes:
    """The raw form of a record of a file; its coordinates are those of the file."""
    record = {**json.loads(one.raw), "collection": collection, "id": one.key}
    return json.dumps(record, ensure_ascii=False, sort_keys=True).encode()


def decode(payload: Payload) -> Decoded:
    """The feature of such a record.

    Raises:
        PayloadRejected: it is none.
    """
    try:
        given = msgspec.json.decode(payload.content)
        key, collection, properties = given["id"], given["collection"], given["properties"]
        geometry = shape(given["geometry"]) if given["geometry"] else None
    except (
        msgspec.DecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise PayloadRejected("Der Datensatz ist kein Objekt mit Sammlung, Kennung und Ort.") from error
    if not isinstance(properties, Mapping):
        raise PayloadRejected("Der Datensatz hat keine Eigenschaften.")
    feature = Feature(key=str(key), geometry=geometry, properties=dict(properties))
    return Decoded(features={str(collection): (feature,)})
