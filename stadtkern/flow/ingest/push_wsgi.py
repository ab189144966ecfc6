# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front of the push interface: answers ``/api/ingest/`` before sessions, locale and messages are set up.

A push carries no cookie and no language, so it needs none of Django's middleware; the register and the lake
are used as everywhere else. Counters are written in the background (``counters``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, connections

from stadtkern.kernel.errors import CityError
from stadtkern.web.bodies import Readable, read_body

from . import counters, keys, push, registration
from .feeds import community_endpoint
from .keys import Bearer
from .limits import limits
from .problems import (
    AllRejected,
    Answer,
    MediaTypeRefused,
    MethodRefused,
    PathUnknown,
    problem,
    success,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

PREFIX = "/api/ingest/"
NAMED_IN_ANSWER = 1000
"""So many rejected records are named in an answer; all are counted and kept."""

Endpoint = Callable[[bytes, Bearer, datetime], Answer]


def front(application: WSGIApplication, *, background: bool = True) -> WSGIApplication:
    """The application with the push interface before it; ``background`` writes counters once per second."""

    def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not str(environ.get("PATH_INFO", "")).startswith(PREFIX):
            return application(environ, start_response)
        if background:
            counters.start()
        answer = answered(environ, now=datetime.now(UTC))
        start_response(answer.status, list(answer.headers))
        return [answer.body]

    return fronted


def answered(environ: WSGIEnvironment, *, now: datetime) -> Answer:
    """The answer to one request of the push interface; never raises."""
    _renew_connections()
    try:
        return _served(environ, now)
    except (CityError, DatabaseError) as error:
        if not isinstance(error, CityError):
            log.exception("register_unavailable")
        return problem(error)
    except Exception as error:  # the edge of the process
        log.exception("push_failed")
        counters.note_fault()
        return problem(error)
    finally:
        _renew_connections()


def _renew_connections() -> None:
    """Drop connections that broke or grew old; one that is within a caller's transaction stays."""
    for opened in connections.all(initialized_only=True):
        if not opened.in_atomic_block:
            opened.close_if_unusable_or_obsolete()


def _served(environ: WSGIEnvironment, now: datetime) -> Answer:
    if community_endpoint.takes(str(environ.get("PATH_INFO", ""))):
        return community_endpoint.answered(environ, now)
    endpoint = _ENDPOINTS.get(str(environ.get("PATH_INFO", "")).rstrip("/"))
    if endpoint is None:
        raise PathUnknown
    if environ.get("REQUEST_METHOD") != "POST":
        raise MethodRefused
    bearer = keys.bearer(str(environ.get("HTTP_AUTHORIZATION") or ""), now=now)
    counters.note_key_used(bearer.id, now)
    _check_media_type(str(environ.get("CONTENT_TYPE") or ""))
    stream: Readable = environ["wsgi.input"]
    return endpoint(read_body(environ, stream, most=limits().push_bytes), bearer, now)


def _check_media_type(header: str) -> None:
    kind = header.partition(";")[0].strip().lower()
    if (
        kind
        and kind != "application/json"
        and not (kind.startswith("application/") and kind.endswith("+json"))
    ):
        raise MediaTypeRefused(
            f"Content-Type „{kind}“ wird nicht gelesen; erwartet wird „Content-Type: application/json“."
        )


def _observations(body: bytes, bearer: Bearer, now: datetime) -> Answer:
    receipt = push.push(body, bearer, name=f"{bearer.name} {now:%Y-%m-%dT%H:%M:%SZ}", now=now)
    content: dict[str, object] = {
        "stored": receipt.stored.stored,
        "duplicates": receipt.stored.duplicates,
        "superseded": receipt.stored.superseded,
        "rejected": [{"index": r.index, "reason": r.reason} for r in receipt.rejected[:NAMED_IN_ANSWER]],
        "rejected_count": len(receipt.rejected),
    }
    if receipt.rejected and not receipt.stored.stored and not receipt.stored.duplicates:
        return problem(AllRejected(), more=content)
    return success("201 Created" if receipt.stored.stored else "200 OK", content)


def _datastreams(body: bytes, bearer: Bearer, _now: datetime) -> Answer:
    made = registration.register(body, bearer)
    content = [{"code": code, "id": key} for code, key in sorted(made.items())]
    return success("200 OK", {"datastreams": content})


_ENDPOINTS: dict[str, Endpoint] = {
    f"{PREFIX}v1/observations": _observations,
    f"{PREFIX}v1/datastreams": _datastreams,
}
