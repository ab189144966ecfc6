# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How this installation serves the SensorThings API: its address, its limits, its MQTT endpoints."""

from __future__ import annotations

from stadtkern.flow.outlets.sensorthings.http.served import MIB, Served
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

from .env import Knobs

ARRAY_TIMES = 4
"""A data array or batch may be so many times as large as another body."""
_ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, not bound


def served(knobs: Knobs) -> Served:
    """What an operator decided, in the words of the interface."""
    return Served(
        address=knobs.address,
        hosts=knobs.allowed_hosts,
        https=knobs.https,
        limits=Limits(
            default_top=knobs.api_page,
            most_top=max(Limits().most_top, knobs.api_page),
            query_s=float(knobs.api_seconds),
            exact_count_s=min(Limits().exact_count_s, float(knobs.api_seconds)),
        ),
        entity_bytes=knobs.api_max_mb * MIB,
        array_bytes=knobs.api_max_mb * MIB * ARRAY_TIMES,
        mqtt_endpoints=mqtt_endpoints(knobs),
    )


def mqtt_endpoints(knobs: Knobs) -> tuple[str, ...]:
    """Where MQTT clients connect; empty without an embedded broker."""
    if knobs.mqtt is None:
        return ()
    host, port = knobs.mqtt
    name = knobs.allowed_hosts[0] if host in _ANYWHERE else host
    name = f"[{name}]" if ":" in name and not name.startswith("[") else name
    return (f"{'mqtts' if knobs.mqtt_tls else 'mqtt'}://{name}:{port}",)
