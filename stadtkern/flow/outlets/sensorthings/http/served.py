# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator decides about this interface: its address and its limits; provided by the roof."""

from __future__ import annotations

from dataclasses import dataclass, field

from stadtkern.flow.outlets.sensorthings.reading.words import Limits

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """How the interface is served by this installation."""

    address: str = "http://127.0.0.1:8000"
    """Where the city is reached when a request does not say it credibly; no slash at the end."""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    """Host names that links may carry; a name with a leading dot covers what is below, * everything."""
    https: bool = False
    """A proxy in front speaks HTTPS and sets X-Forwarded-Proto and X-Forwarded-Host."""
    limits: Limits = field(default_factory=Limits)
    entity_bytes: int = 16 * MIB
    """Largest body of a request, after decompression."""
    array_bytes: int = 64 * MIB
    """The same for data arrays and batches."""
    most_batched: int = 1_000
    """Requests in one batch."""
    mqtt_endpoints: tuple[str, ...] = ()
    """Where MQTT clients connect, e.g. ``mqtt://city.example:1883``; empty: MQTT is not offered."""


_PROVIDED: list[Served] = [Served()]


def provide(served: Served) -> None:
    """Replace what this process serves."""
    _PROVIDED[:] = [served]


def served() -> Served:
    """What this process serves."""
    return _PROVIDED[0]
