# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator and the wiring tell the MQTT endpoint."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from stadtkern.kernel.callers import Caller

Authenticate = Callable[[str], Caller]
"""Who holds this key; raises a CityError when nobody does. May wait: it is called in a thread of its own."""


@dataclass(frozen=True, kw_only=True)
class Listen:
    """Where to listen; port 0 takes a free one."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of the process the clients of the broker may use."""

    connections: int = 5_000
    anonymous: int = 1_000
    """Connections without a key."""
    packet_bytes: int = 1024 * 1024
    in_flight: int = 200
    """Messages of one client that are on their way to the lake; then its bytes wait in the network."""
    subscriptions: int = 100
    """Per session."""
    queued: int = 1_000
    """Messages that wait for one client."""
    queued_bytes: int = 4 * 1024 * 1024
    sessions: int = 2_000
    """Sessions kept without a connection; the oldest goes first."""
    session: timedelta = timedelta(hours=24)
    """A session without connection is kept at most so long."""
    retained: int = 10_000
    retained_bytes: int = 16 * 1024 * 1024
    connect_s: float = 10.0
    """Within this time a connection must say CONNECT."""
    recheck_s: float = 5.0
    """So often the keys of all connections are checked again."""
