# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front of the interface: answers ``/api/sta`` before sessions, locale and messages are set up.

A request carries no cookie and no language, so it needs none of Django's middleware; the register and the
lake are used as everywhere else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, connections

from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.environs import content_of, headers_of
from stadtkern.flow.outlets.sensorthings import intake
from stadtkern.kernel import measures
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import CityError

from . import routing
from .problems import problem
from .requests import API, ROOT, Request, base_of, path_of
from .served import served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

_LOCK = threading.Lock()
_FAULTS = [0]


def front(application: WSGIApplication) -> WSGIApplication:
    """The application with this interface before it."""

    def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if path != API and not path.startswith(f"{API}/"):
            return application(environ, start_response)
        answer = answered(environ, now=datetime.now(UTC))
        start_response(answer.line, list(answer.headers))
        return [answer.body]

    return fronted


def answered(environ: WSGIEnvironment, *, now: datetime) -> Answer:
    """The answer to one request, ready to be sent; never raises."""
    method = str(environ.get("REQUEST_METHOD") or "GET").upper()
    headers = headers_of(environ)
    _renew_connections()
    try:
        answer = _served(environ, method, headers, now)
        return sending.finished(answer, method, headers)
    except (CityError, DatabaseError) as error:
        if not isinstance(error, CityError):
            log.exception("register_unavailable")
        return sending.finished(problem(error), method, headers)
    except Exception as error:  # the edge of the process
        log.exception("sensorthings_failed")
        with _LOCK:
            _FAULTS[0] += 1
        measures.FAULTS.labels("sensorthings").inc()
        return sending.finished(problem(error), method, headers)
    finally:
        _renew_connections()


def faults() -> int:
    """Unexpected failures of this process since its start; each is in the log."""
    return _FAULTS[0]


def _served(environ: WSGIEnvironment, method: str, headers: Mapping[str, str], now: datetime) -> Answer:
    setting = served()
    base = base_of(headers, str(environ.get("wsgi.url_scheme") or "http"), setting)
    path = path_of(environ)
    request = Request(
        method=method,
        path=path.removeprefix(ROOT).strip("/") if _is_below_root(path) else path,
        query=str(environ.get("QUERY_STRING") or ""),
        headers=headers,
        content=content_of(environ),
        base=base,
        caller=ANYBODY if method == "OPTIONS" else _caller(headers, now),
        now=now,
    )
    if not _is_below_root(path):
        return routing.outside(request)
    return routing.answer(request, setting)


def _is_below_root(path: str) -> bool:
    return path == ROOT or path.startswith(f"{ROOT}/")


def _caller(headers: Mapping[str, str], now: datetime) -> Caller:
    header = headers.get("authorization", "")
    return intake.authenticate(header, now=now) if header else ANYBODY


def _renew_connections() -> None:
    """Drop connections that broke or grew old; one that is within a caller's transaction stays."""
    for opened in connections.all(initialized_only=True):
        if not opened.in_atomic_block:
            opened.close_if_unusable_or_obsolete()
