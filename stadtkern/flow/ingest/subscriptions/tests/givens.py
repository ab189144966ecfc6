# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connections for tests, as people make them in the cockpit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from stadtkern.flow.ingest.connections import declared
from stadtkern.flow.ingest.connections.models import Connection, Stage, Wire

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIELDS = (
    {"path": "$.t", "quantity": "air_temperature"},
    {"path": "$.h", "quantity": "relative_humidity"},
)
MAPPING: Mapping[str, object] = {
    "thing": "{topic.2}",
    "time": {"path": "$.at"},
    "fields": list(FIELDS),
}


def connection(
    key: str = "klima",
    *,
    settings: Mapping[str, object] | None = None,
    mapping: Mapping[str, object] | None = None,
    stage: Stage = Stage.ACTIVE,
    domain: str = "sensors",
) -> Connection:
    """An MQTT connection that hears ``klima/<device>/up`` unless told otherwise."""
    made = Connection.objects.create(
        key=key,
        title=f"Klimafühler {key}",
        domain=domain,
        publisher="Stadt",
        licence="dl-zero-de/2.0",
        wire=Wire.MQTT,
        stage=stage,
        settings={"topics": ["klima/+/up"], **(settings or {})},
        mapping={**MAPPING, **(mapping or {})},
        created_at=NOW,
        created_by="test",
        changed_at=NOW,
    )
    declared.forget()
    return made
