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
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from stadtkern.kernel.domain import LICENCES, OTHER_OPEN, Decoder, Pull, Source
from stadtkern.kernel.errors import Contradiction, PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

from .models import Connection, Stage, Wire

KNOWN_S = 2.0
"""A change made in another process counts after at most this long [s]."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a wire reads what a connection brings."""

    decode: Callable[[Connection], Decoder]
    """The decoder; asked once per revision of the connection."""
    pull: Callable[[Connection], Pull | None] = field(default=lambda _connection: None)
    check: Callable[[Connection], None] = field(default=lambda _connection: None)
    """Whether it can be used as it is, asked before it becomes active; raises Contradiction if not."""


@dataclass(kw_only=True)
class _Known:
    sources: Mapping[str, Sequence[Source]] = field(default_factory=dict)
    until: float = 0.0
    made: dict[str, tuple[str, Source]] = field(default_factory=dict)
    """By key: all that is said about a connection, and the source that was made of it."""


class _Here(threading.local):
    """Whether this thread is looking: what reads a connection may ask the registry about its subject."""

    looking = False


_READINGS: dict[Wire, Reading] = {}
_LOCK = threading.Lock()
_HERE = _Here()
_KNOWN = _Known()


def provide(readings: Mapping[Wire, Reading]) -> None:
    """Say how the wires of this process read; called by ``settings.wiring``."""
    _READINGS.clear()
    _READINGS.update(readings)
    _KNOWN.made.clear()
    forget()


def readings() -> Mapping[Wire, Reading]:
    """How the wires of this process read."""
    return dict(_READINGS)


def forget() -> None:
    """Look again: call it after a connection was changed."""
    _KNOWN.until = 0.0


def check(connection: Connection) -> None:
    """Look whether the wire can read what the connection says.

    Raises:
        Contradiction: something is missing or wrong; the sentence says what.
    """
    reading = _READINGS.get(Wire(connection.wire))
    if reading is None:
        raise Contradiction(_("Auf diesem Weg nimmt diese Installation keine Daten an."))
    reading.check(connection)


def connected() -> Mapping[str, Sequence[Source]]:
    """The sources of all connections that are no drafts, by the name of their domain."""
    if time.monotonic() >= _KNOWN.until and not _HERE.looking:
        with _LOCK:
            if time.monotonic() >= _KNOWN.until:
                _HERE.looking = True
                try:
                    _look_up()
                finally:
                    _HERE.looking = False
    return _KNOWN.sources


def source_of(connection: Connection) -> Source:
    """The source that a connection (also a draft) amounts to; only an active one is fetched."""
    reading = _READINGS.get(Wire(connection.wire))
    title = connection.title
    active = connection.stage == Stage.ACTIVE
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
        pull=reading.pull(connection) if reading and active else None,
        interval_s=connection.interval_s,
        outage_after_s=connection.outage_after_s,
        internal=connection.internal,
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
            found[connection.domain].append(_made(connection))
    except DatabaseError:
        found.clear()
    _KNOWN.sources = found
    _KNOWN.until = time.monotonic() + KNOWN_S


def _made(connection: Connection) -> Source:
    """The source of a connection, made once as long as nothing about it changes."""
    facts = repr(model_to_dict(connection))
    known = _KNOWN.made.get(connection.key)
    if known is None or known[0] != facts:
        known = _KNOWN.made[connection.key] = (facts, source_of(connection))
    return known[1]
