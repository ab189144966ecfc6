# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One table from city error to HTTP status, answered as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from django.db import DatabaseError

from stadtkern.kernel.errors import (
    CityError,
    Contradiction,
    KeyMissing,
    KeyRefused,
    KeyUnchecked,
    LakeUnavailable,
    LimitExceeded,
    NotFound,
    NotPermitted,
    PayloadRejected,
    PayloadTooLarge,
)
from stadtkern.web.bodies import EncodingRefused, LengthMissing

Header = tuple[str, str]


class PathUnknown(CityError):
    """Diese Adresse gibt es nicht; es gibt /api/ingest/v1/observations und /api/ingest/v1/datastreams."""


class MethodRefused(CityError):
    """Diese Adresse nimmt nur POST entgegen."""


class MediaTypeRefused(CityError):
    """Der Inhalt muss JSON sein: Kopfzeile „Content-Type: application/json“."""


class AllRejected(PayloadRejected):
    """Kein Datensatz wurde gespeichert; die Gründe stehen unter „rejected“."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status, body and headers of an HTTP answer."""

    status: str
    body: bytes
    headers: tuple[Header, ...]


@dataclass(frozen=True, kw_only=True)
class _Status:
    line: str
    title: str
    headers: tuple[Header, ...] = field(default=())


_TABLE: tuple[tuple[type[Exception], _Status], ...] = (
    (PathUnknown, _Status(line="404 Not Found", title="Adresse unbekannt")),
    (
        MethodRefused,
        _Status(line="405 Method Not Allowed", title="Methode nicht erlaubt", headers=(("Allow", "POST"),)),
    ),
    (
        KeyMissing,
        _Status(
            line="401 Unauthorized", title="Zugangsschlüssel fehlt", headers=(("WWW-Authenticate", "Bearer"),)
        ),
    ),
    (
        KeyRefused,
        _Status(
            line="401 Unauthorized",
            title="Zugangsschlüssel ungültig",
            headers=(("WWW-Authenticate", 'Bearer error="invalid_token"'),),
        ),
    ),
    (
        KeyUnchecked,
        _Status(
            line="503 Service Unavailable",
            title="Anmeldedienst nicht bereit",
            headers=(("Retry-After", "30"),),
        ),
    ),
    (MediaTypeRefused, _Status(line="415 Unsupported Media Type", title="Medientyp nicht unterstützt")),
    (
        EncodingRefused,
        _Status(
            line="415 Unsupported Media Type",
            title="Kodierung nicht unterstützt",
            headers=(("Accept-Encoding", "gzip, zstd, identity"),),
        ),
    ),
    (LengthMissing, _Status(line="411 Length Required", title="Länge fehlt")),
    (PayloadTooLarge, _Status(line="413 Content Too Large", title="Anfrage zu groß")),
    (LimitExceeded, _Status(line="413 Content Too Large", title="Zu viele Datensätze")),
    (AllRejected, _Status(line="422 Unprocessable Content", title="Alle Datensätze abgewiesen")),
    (PayloadRejected, _Status(line="400 Bad Request", title="Anfrage nicht lesbar")),
    (NotPermitted, _Status(line="403 Forbidden", title="Nicht erlaubt")),
    (Contradiction, _Status(line="409 Conflict", title="Widerspruch")),
    (NotFound, _Status(line="404 Not Found", title="Nicht vorhanden")),
    (
        LakeUnavailable,
        _Status(
            line="503 Service Unavailable", title="Speicher nicht bereit", headers=(("Retry-After", "5"),)
        ),
    ),
    (
        DatabaseError,
        _Status(
            line="503 Service Unavailable", title="Register nicht bereit", headers=(("Retry-After", "5"),)
        ),
    ),
)
_FAULT = _Status(line="500 Internal Server Error", title="Interner Fehler")


def problem(error: Exception, *, more: Mapping[str, object] | None = None) -> Answer:
    """The answer to an error; what the city itself cannot do is answered without its text, which is logged.

    That text names folders of the server, which are nothing to a sender.
    """
    status = next((s for kind, s in _TABLE if isinstance(error, kind)), _FAULT)
    told = isinstance(error, CityError) and not isinstance(error, LakeUnavailable)
    detail = str(error) if told else "Es wurde nichts gespeichert. Bitte später erneut senden."
    content = {
        "type": "about:blank",
        "title": status.title,
        "status": int(status.line[:3]),
        "detail": detail,
        **(more or {}),
    }
    return _answer(status.line, "application/problem+json", msgspec.json.encode(content), status.headers)


def success(line: str, content: Mapping[str, object]) -> Answer:
    """A JSON answer."""
    return _answer(line, "application/json", msgspec.json.encode(content), ())


def _answer(line: str, media_type: str, body: bytes, headers: tuple[Header, ...]) -> Answer:
    usual = (
        ("Content-Type", media_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return Answer(status=line, body=body, headers=(*usual, *headers))
