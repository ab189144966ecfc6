# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The service root: what there is, which requirement classes are served, and how far a query may go.

OGC 18-088 clause 9.2.1 and its table of server settings.
"""

from __future__ import annotations

from stadtkern.flow.outlets.answering.answers import Answer, written
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.sensorthings.conformance import CLASSES, SENSING
from stadtkern.flow.outlets.sensorthings.entities import ENTITIES
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

from .formats import Format
from .served import Served

_MQTT = (
    f"{SENSING}create-observations-via-mqtt/observations-creation",
    f"{SENSING}receive-updates-via-mqtt/receive-updates",
)
_BATCH = f"{SENSING}batch-request/batch-request"

_FROST = "https://fraunhoferiosb.github.io/FROST-Server/extensions"
EXTENSIONS = (
    f"{_FROST}/JsonBatchRequest.html",
    f"{_FROST}/GeoJSON-ResultFormat.html",
    f"{_FROST}/DeepSelect.html",
    "https://github.com/INSIDE-information-systems/SensorThingsAPI/blob/master/CSV-ResultFormat/CSV-ResultFormat.md",
)
"""What FROST-Server has beyond the standard, by the URIs under which clients look for it."""


def root(base: str, served: Served) -> Answer:
    """Entity sets and server settings."""
    content = {
        "value": [{"name": one.plural, "url": f"{base}/{one.plural}"} for one in ENTITIES],
        "serverSettings": _settings(base, served),
    }
    answer = written(content)
    return Answer(body=answer.body, tag=tag_of(answer.body))


def conformance(*, mqtt: bool) -> list[str]:
    """URIs of all classes and requirements that are served, and of extensions that other servers have too."""
    served = [one for one in CLASSES if mqtt or not one.name.endswith("-via-mqtt")]
    uris = [uri for one in served for uri in (one.uri, *one.uris)]
    return [f"{SENSING}datamodel", *uris, *EXTENSIONS]


def _settings(base: str, served: Served) -> dict[str, object]:
    settings: dict[str, object] = {
        "conformance": conformance(mqtt=bool(served.mqtt_endpoints)),
        _BATCH: {"endpoint": f"{base}/$batch", "mostRequests": served.most_batched},
        "stadtkern": {
            "openapi": f"{base}/openapi.json",
            "resultFormats": [str(one) for one in Format],
            "limits": _limits(served.limits, served),
        },
    }
    for uri in _MQTT if served.mqtt_endpoints else ():
        settings[uri] = {"endpoints": list(served.mqtt_endpoints)}
    return settings


def _limits(limits: Limits, served: Served) -> dict[str, object]:
    return {
        "defaultTop": limits.default_top,
        "mostTop": limits.most_top,
        "mostObservations": limits.most_observations,
        "mostSkip": limits.most_skip,
        "expandDepth": limits.expand_depth,
        "expandItems": limits.expand_items,
        "mostExpanded": limits.most_expanded,
        "filterCharacters": limits.most_filter,
        "filterNodes": limits.most_nodes,
        "querySeconds": limits.query_s,
        "exactCountSeconds": limits.exact_count_s,
        "mostDeleted": limits.most_deleted,
        "entityBytes": served.entity_bytes,
        "arrayBytes": served.array_bytes,
    }
