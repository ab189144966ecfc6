# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""LoRaWAN of a running city: the clients of network servers that tell over MQTT."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from stadtkern.flow.ingest.lorawan.brokers import Supervisor

from .env import Knobs


@contextmanager
def running(knobs: Knobs) -> Iterator[None]:
    """Call the brokers that applications name as long as the block lasts."""
    holder = f"{socket.gethostname()}:{knobs.host}:{knobs.port}"
    supervisor = Supervisor(holder=holder, alone=not knobs.lake_catalogue)
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()
