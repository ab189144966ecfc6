# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may deliver at the webhook of a connection; who may not is counted, so that people see it."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.kernel.errors import KeyMissing, KeyRefused

from . import servers
from .models import Door

SIGNATURE = "X-Signature"
"""The header of a signature when the connection names none."""
_WRITE_S = 1.0


class ProofMissing(KeyMissing):
    """Es fehlt der Nachweis, dass die Nachricht vom Netzserver kommt."""


class ProofRefused(KeyRefused):
    """Der Nachweis passt nicht zu dieser Anbindung."""


@dataclass(kw_only=True, slots=True)
class _Tally:
    refused: int = 0
    reason: str = ""
    refused_at: datetime | None = None
    heard_at: datetime | None = None
    written: float = 0.0


_LOCK = threading.Lock()
_TALLIES: dict[int, _Tally] = {}


def check(connection: Connection, headers: Mapping[str, object], body: bytes) -> None:
    """Let the network server of the connection in; ``headers`` is a WSGI environment.

    Raises:
        ProofMissing: there is no proof.
        ProofRefused: it is wrong, or the connection has no token.
    """
    server, token = servers.server_of(connection), servers.secrets_of(connection).token
    name = server.header or (SIGNATURE if server.proof == "hmac" else "Authorization")
    given = str(headers.get(f"HTTP_{name.upper().replace('-', '_')}") or "").strip()
    if server.proof == "bearer":
        scheme, _space, given = given.partition(" ")
        given = given.strip() if scheme.lower() == "bearer" else ""
    if not given:
        raise ProofMissing(f"{ProofMissing.__doc__} Erwartet wird die Kopfzeile „{name}“.")
    expected = signature(token, body) if server.proof == "hmac" else token
    told = given.lower().removeprefix("sha256=") if server.proof == "hmac" else given
    if not token or not hmac.compare_digest(told.encode(), expected.encode()):
        raise ProofRefused


def signature(token: str, body: bytes) -> str:
    """HMAC-SHA256 of a body [hex]."""
    return hmac.new(token.encode(), body, hashlib.sha256).hexdigest()


def refused(connection: Connection, reason: str, now: datetime) -> None:
    """Count somebody who was turned away; written to the register at most once per second."""
    with _LOCK:
        tally = _TALLIES.setdefault(connection.pk, _Tally())
        tally.refused += 1
        tally.reason, tally.refused_at = reason[:300], now
        due = time.monotonic() - tally.written >= _WRITE_S
    if due:
        flush()


def heard(connection: Connection, now: datetime) -> None:
    """Note that the network server was heard."""
    with _LOCK:
        _TALLIES.setdefault(connection.pk, _Tally()).heard_at = now


def flush() -> None:
    """Write what was counted in this process."""
    with _LOCK:
        tallies = {key: one for key, one in _TALLIES.items() if one.refused or one.heard_at}
        _TALLIES.clear()
        for key in tallies:
            _TALLIES[key] = _Tally(written=time.monotonic())
    known = set(Connection.objects.filter(pk__in=tallies).values_list("pk", flat=True))
    for key in known:
        _write(key, tallies[key])


def forget() -> None:
    """Drop what was counted and not yet written."""
    with _LOCK:
        _TALLIES.clear()


def _write(connection: int, tally: _Tally) -> None:
    Door.objects.get_or_create(connection_id=connection)
    mine = Door.objects.filter(connection_id=connection)
    if tally.refused:
        mine.update(
            refused=F("refused") + tally.refused,
            refused_at=tally.refused_at,
            refused_reason=tally.reason,
        )
    if tally.heard_at is not None:
        mine.update(heard_at=tally.heard_at)
