# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connections as declared sources: what ``kernel.registry`` knows beside those in the code."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError

from stadtkern.kernel.domain import LICENCES, OTHER_OPEN, Decoder, Pull, Source
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

from .models import Connection, Wire

KNOWN_S = 2.0
"""A change made in another process counts after at most this long [s]."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a wire reads what a connection brings."""

    decode: Callable[[Connection], Decoder]
    """The decoder; asked once per revision of the connection."""
    pull: Callable[[Connection], Pull | None] = field(default=lambda _connection: None)


@dataclass(kw_only=True)
class _Known:
    sources: Mapping[str, Sequence[Source]] = field(default_factory=dict)
    until: float = 0.0


_READINGS: dict[Wire, Reading] = {}
_LOCK = threading.Lock()
_KNOWN = _Known()


def provide(readings: Mapping[Wire, Reading]) -> None:
    """Say how the wires of this process read; called by ``settings.wiring``."""
    _READINGS.clear()
    _READINGS.update(readings)
    forget()


def forget() -> None:
    """Look again: call it after a connection was changed."""
    _KNOWN.until = 0.0


def connected() -> Mapping[str, Sequence[Source]]:
    """The sources of all connections that are no drafts, by the name of their domain."""
    if time.monotonic() >= _KNOWN.until:
        with _LOCK:
            if time.monotonic() >= _KNOWN.until:
                _look_up()
    return _KNOWN.sources


def source_of(connection: Connection) -> Source:
    """The source that a connection (also a draft) amounts to."""
    reading = _READINGS.get(Wire(connection.wire))
    title = connection.title
    return Source(
        key=connection.key,
        title=title,
        title_en=connection.title_en or title,
        publisher=connection.publisher,
        homepage=connection.homepage,
        licence=LICENCES.get(connection.licence, OTHER_OPEN),
        attribution=connection.attribution or f"{connection.publisher}: {title}",
        decode=reading.decode(connection) if reading else unreadable,
        files=(),
        recorded="",
        pull=reading.pull(connection) if reading else None,
        interval_s=connection.interval_s,
        outage_after_s=connection.outage_after_s,
    )


def unreadable(payload: Payload) -> Decoded:
    """The decoder of wires whose data does not come as payloads.

    Raises:
        PayloadRejected: always.
    """
    raise PayloadRejected(f"Diese Anbindung liest keine Dateien ({payload.name}).")


def _look_up() -> None:
    """Ask the register; before its tables are made there is nothing to know."""
    found: dict[str, list[Source]] = defaultdict(list)
    try:
        for connection in Connection.objects.used():
            found[connection.domain].append(source_of(connection))
    except DatabaseError:
        found.clear()
    _KNOWN.sources = found
    _KNOWN.until = time.monotonic() + KNOWN_S
