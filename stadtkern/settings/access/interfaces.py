# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Operations of the interfaces for programs, and topics of MQTT: which right of a key each one needs."""

from __future__ import annotations

from typing import Final, Literal

Right = Literal[
    "anybody",
    "see",
    "observe",
    "send",
    "register",
    "make",
    "rename",
    "describe",
    "command",
    "report",
    "features",
    "add",
    "talk",
    "listen",
    "monitor",
    "nobody",
]
"""What a program must be allowed to do with the object; ``docs/reference/machine-access.md`` explains them.

``anybody``: no key is needed. ``see``: the object is visible. ``observe``: to change values that it sees.
``send``: to add values without seeing any. ``register``: to change things that it sees. ``make``: to register
in its own subject, whichever that is. ``rename``: to register, for what everybody sees. ``describe``: to make
or to observe. ``report``: to observe or to command. ``features``: to change features of a collection that it
sees. ``add``: to add features, without seeing any. ``talk`` and ``listen``: on topics that keys of the
subject share. ``nobody``: refused whoever asks.
"""

OGC: Final[dict[tuple[str, str], Right]] = {
    ("", "GET"): "anybody",
    ("conformance", "GET"): "anybody",
    ("api", "GET"): "anybody",
    ("functions", "GET"): "anybody",
    ("collections", "GET"): "anybody",
    ("collections/{collectionId}", "GET"): "see",
    ("collections/{collectionId}/queryables", "GET"): "see",
    ("collections/{collectionId}/sortables", "GET"): "see",
    ("collections/{collectionId}/schema", "GET"): "see",
    ("collections/{collectionId}/items", "GET"): "see",
    ("collections/{collectionId}/items", "POST"): "add",
    ("collections/{collectionId}/items/{featureId}", "GET"): "see",
    ("collections/{collectionId}/items/{featureId}", "PUT"): "features",
    ("collections/{collectionId}/items/{featureId}", "PATCH"): "features",
    ("collections/{collectionId}/items/{featureId}", "DELETE"): "features",
    ("tileMatrixSets", "GET"): "anybody",
    ("tileMatrixSets/{tileMatrixSetId}", "GET"): "anybody",
    ("tiles", "GET"): "anybody",
    ("tiles/{tileMatrixSetId}", "GET"): "anybody",
    ("tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", "GET"): "anybody",
    ("collections/{collectionId}/tiles", "GET"): "see",
    ("collections/{collectionId}/tiles/{tileMatrixSetId}", "GET"): "see",
    ("collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", "GET"): "see",
    ("styles", "GET"): "anybody",
    ("styles/{styleId}", "GET"): "see",
    ("styles/{styleId}/metadata", "GET"): "see",
    ("styles/{styleId}/legend", "GET"): "see",
    ("collections/{collectionId}/styles", "GET"): "see",
    ("sprites/{file}", "GET"): "anybody",
    ("collections/open_data", "GET"): "anybody",
    ("collections/open_data/sortables", "GET"): "anybody",
    ("collections/open_data/items", "GET"): "anybody",
    ("collections/open_data/items/{recordId}", "GET"): "anybody",
}
"""OGC API by path below the root and method; what is listed contains only what the asker sees."""

SENSORTHINGS: Final[dict[str, dict[str, Right]]] = {
    "Thing": {"GET": "see", "POST": "make", "PATCH": "register", "DELETE": "register"},
    "Location": {"GET": "see", "POST": "register", "PATCH": "register", "DELETE": "register"},
    "HistoricalLocation": {"GET": "see", "POST": "register", "PATCH": "register", "DELETE": "register"},
    "Datastream": {"GET": "see", "POST": "register", "PATCH": "register", "DELETE": "register"},
    "MultiDatastream": {"GET": "see", "POST": "register", "PATCH": "register", "DELETE": "register"},
    "Sensor": {"GET": "see", "POST": "make", "PATCH": "register", "DELETE": "register"},
    "ObservedProperty": {"GET": "anybody", "POST": "make", "PATCH": "rename", "DELETE": "rename"},
    "Observation": {"GET": "see", "POST": "send", "PATCH": "observe", "DELETE": "observe"},
    "FeatureOfInterest": {"GET": "see", "POST": "describe", "PATCH": "register", "DELETE": "register"},
    "TaskingCapability": {"GET": "see", "POST": "register", "PATCH": "register", "DELETE": "register"},
    "Actuator": {"GET": "see", "POST": "make", "PATCH": "register", "DELETE": "register"},
    "Task": {"GET": "see", "POST": "command", "PATCH": "report", "DELETE": "command"},
}
"""SensorThings by type of entity; PUT asks for the same as PATCH."""

PUSH: Final[dict[str, Right]] = {
    "/api/ingest/v1/observations": "send",
    "/api/ingest/v1/datastreams": "make",
}
"""The push interface, POST only."""

PROBES: Final[dict[str, Right]] = {
    "/health/live": "anybody",
    "/health/ready": "anybody",
    "/metrics": "monitor",
}

WITH_OWN_SECRET: Final = ("/api/ingest/v1/sensor-community/", "/api/lorawan/v1/")
"""Deliveries that prove themselves with the secret of their connection; keys of the city open nothing."""

TOPICS: Final[dict[str, tuple[Right, Right]]] = {
    "v1.1/Datastreams({stream})/Observations": ("send", "see"),
    "v1.1/Observations": ("send", "anybody"),
    "v1.1/Things({thing})": ("register", "see"),
    "v1.1/Things": ("make", "anybody"),
    "v1.1/#": ("nobody", "anybody"),
    "v1.1/+/Observations": ("nobody", "anybody"),
    "{subject}/house/1": ("talk", "listen"),
    "{subject}/#": ("nobody", "listen"),
    "+/house/1": ("nobody", "nobody"),
    "#": ("nobody", "nobody"),
    "+/#": ("nobody", "nobody"),
    "$SYS/#": ("nobody", "nobody"),
    "$SYS/broker/uptime": ("nobody", "nobody"),
    "$share/group/{subject}/#": ("nobody", "nobody"),
    "elsewhere/1": ("nobody", "nobody"),
}
"""Topics at the broker of the city: who may publish, who may subscribe. A subscription with wildcards is
taken from anybody where it delivers only what the subscriber sees."""
