# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The webhook of network servers: ``POST /api/lorawan/v1/<connection>/``, before Django's middleware.

Answers 2xx only when the message is durable: its raw uplink kept and its observations committed, or kept as
rejected, since sending it again would not help. ChirpStack says what it sends with ``?event=up``; what The
Things Stack appends to the path for each kind of message is passed over.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import structlog

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.fronts import Front
from stadtkern.flow.ingest.problems import Answer, MethodRefused, PathUnknown, success
from stadtkern.kernel.errors import KeyMissing, KeyRefused
from stadtkern.kernel.messages import Verdict
from stadtkern.web.bodies import MIB, Readable, read_body
from stadtkern.web.rates.front import HOLDER

from . import door, receiving

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = structlog.get_logger(__name__)

PREFIX = "/api/lorawan/v1/"
MOST_BYTES = MIB
"""Largest message; that of an uplink heard by 50 gateways has 30 KiB."""
KNOWN_S = 2.0
"""A change of a connection in another process counts after at most this long [s]."""
_KNOWN: dict[str, tuple[float, Connection | None]] = {}
_LOCK = threading.Lock()
_MOST_KNOWN = 2_000


class UnknownWebhook(PathUnknown):
    """Unter dieser Adresse nimmt keine LoRaWAN-Anbindung Nachrichten entgegen."""


def forget() -> None:
    """Look connections up again: one was changed."""
    with _LOCK:
        _KNOWN.clear()


def _served(environ: WSGIEnvironment, now: datetime) -> Answer:
    key = str(environ.get("PATH_INFO", "")).removeprefix(PREFIX).partition("/")[0]
    connection = _connection(key)
    if connection is None:
        raise UnknownWebhook
    if environ.get("REQUEST_METHOD") != "POST":
        raise MethodRefused
    stream: Readable = environ["wsgi.input"]
    body = read_body(environ, stream, most=MOST_BYTES)
    try:
        door.check(connection, environ, body)
    except (KeyMissing, KeyRefused) as error:
        door.refused(connection, str(error), now)
        raise
    environ[HOLDER] = f"connection {connection.key}"
    door.heard(connection, now)
    event = parse_qs(str(environ.get("QUERY_STRING") or "")).get("event", [""])[0]
    outcome = receiving.take(connection, event, body, now)
    if outcome.verdict is Verdict.UNREADABLE:
        return success("202 Accepted", {"taken": False, "kept": True, "reason": outcome.reason})
    return success("200 OK", {"taken": True})


def _connection(key: str) -> Connection | None:
    known = _KNOWN.get(key)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    found = Connection.objects.filter(key=key, wire=Wire.LORAWAN).first()
    with _LOCK:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = (time.monotonic() + KNOWN_S, found)
    return found


FRONT = Front(prefix=PREFIX, served=_served)
