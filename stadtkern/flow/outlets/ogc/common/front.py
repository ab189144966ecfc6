# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front of the interface: answers programs below ``/api/ogc`` before sessions and locale are set up.

Pages for people at the same addresses, and requests of somebody who is signed in, go on to Django.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connections
from django.utils import translation

from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.environs import Content, content_of, headers_of, host_address
from stadtkern.flow.outlets.answering.packing import weighted
from stadtkern.kernel import measures
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rights import Visitor

from . import keys, parts
from .problems import problem
from .requests import ROOT, Request, language_of, path_below_root
from .served import served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

_LOCK = threading.Lock()
_FAULTS = [0]
_MACHINE = ("application/json", "application/geo+json", "*/*")


def front(application: WSGIApplication) -> WSGIApplication:
    """The application with this interface before it."""

    def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if (path != ROOT and not path.startswith(f"{ROOT}/")) or _is_for_django(environ):
            return application(environ, start_response)
        answer = answered(environ, now=datetime.now(UTC))
        start_response(answer.line, list(answer.headers))
        return answer.sent

    return fronted


def answered(environ: WSGIEnvironment, *, now: datetime, visitor: Visitor | None = None) -> Answer:
    """The answer to one request, ready to be sent; never raises. ``visitor``: who is signed in."""
    method = str(environ.get("REQUEST_METHOD") or "GET").upper()
    headers = headers_of(environ)
    _renew_connections()
    try:
        request = request_of(environ, headers, now, visitor)
        with translation.override(request.language):
            answer = parts.routes().answer(request)
    except (CityError, DatabaseError) as error:
        if not isinstance(error, CityError):
            log.exception("register_unavailable")
        answer = problem(error)
    except Exception as error:  # the edge of the process
        log.exception("ogc_failed")
        with _LOCK:
            _FAULTS[0] += 1
        measures.FAULTS.labels("ogc").inc()
        answer = problem(error)
    finally:
        _renew_connections()
    return sending.finished(answer, method, headers)


def faults() -> int:
    """Unexpected failures of this process since its start; each is in the log."""
    return _FAULTS[0]


def request_of(
    environ: WSGIEnvironment, headers: Mapping[str, str], now: datetime, visitor: Visitor | None
) -> Request:
    """The request in the words of the interface.

    Raises:
        KeyMissing, KeyRefused: as the header Authorization says.
    """
    method = str(environ.get("REQUEST_METHOD") or "GET").upper()
    scheme = str(environ.get("wsgi.url_scheme") or "http")
    return Request(
        method=method,
        path=path_below_root(environ),
        query=str(environ.get("QUERY_STRING") or ""),
        headers=headers,
        content=_once(content_of(environ)),
        city=host_address(headers, scheme, served()),
        visitor=AnonymousUser() if visitor is None else visitor,
        caller=ANYBODY if method == "OPTIONS" else _caller(headers, now),
        now=now,
        language=language_of(headers),
    )


def _once(content: Content) -> Content:
    """Reads the body at the first call and remembers it."""
    read: list[bytes] = []

    def remembered(most: int) -> bytes:
        if not read:
            read.append(content(most))
        return read[0]

    return remembered


def wants_page(method: str, query: str, accept: str) -> bool:
    """Whether a person with a browser asks: ``f=html``, or HTML is liked better than JSON."""
    if method not in {"GET", "HEAD"}:
        return False
    for part in query.split("&"):
        if part.startswith("f="):
            return part.lower() == "f=html"
    if "text/html" not in accept:
        return False
    weights = weighted(accept)
    return weights.get("text/html", 0.0) > max(weights.get(one, 0.0) for one in _MACHINE)


def _is_for_django(environ: WSGIEnvironment) -> bool:
    method = str(environ.get("REQUEST_METHOD") or "GET").upper()
    if method != "OPTIONS" and _is_signed_in(environ):
        return True
    return wants_page(method, str(environ.get("QUERY_STRING") or ""), str(environ.get("HTTP_ACCEPT") or ""))


def _is_signed_in(environ: WSGIEnvironment) -> bool:
    """Whether the cookie of a session came, and no key."""
    cookie = str(environ.get("HTTP_COOKIE") or "")
    return f"{settings.SESSION_COOKIE_NAME}=" in cookie and not environ.get("HTTP_AUTHORIZATION")


def _caller(headers: Mapping[str, str], now: datetime) -> Caller:
    header = headers.get("authorization", "")
    return keys.authenticate(header, now=now) if header else ANYBODY


def _renew_connections() -> None:
    """Drop connections that broke or grew old; one that is within a caller's transaction stays."""
    for opened in connections.all(initialized_only=True):
        if not opened.in_atomic_block:
            opened.close_if_unusable_or_obsolete()
