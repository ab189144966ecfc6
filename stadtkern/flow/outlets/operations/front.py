# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The outermost layer: gives each request an id, times and counts it, traces it, answers probes.

What is kept about a request: part of the city, method, status, time. Never its address, its query, its
sender or a header.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING

import structlog

from stadtkern.kernel import measures, tracing

from . import probes
from .routes import method_class, route_class

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

HEADER = "X-Request-Id"
SLOW_S = 5.0
"""A request that takes longer is logged."""
_IDS = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids of a proxy that are taken over: 128 bits or a UUID, in which nothing else can be written."""

_Triple = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


def front(application: WSGIApplication) -> WSGIApplication:
    """The application with this layer before it."""

    def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request_id = id_of(environ)
        environ["stadtkern.request_id"] = request_id
        noted = _Noted(start_response, request_id)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            return _measured(application, environ, noted)

    return fronted


def id_of(environ: WSGIEnvironment) -> str:
    """The id that a proxy gave when it is a plain random number, else a new one."""
    given = str(environ.get("HTTP_X_REQUEST_ID") or "").lower()
    return given if _IDS.fullmatch(given) else secrets.token_hex(16)


class _Noted:
    """Passes the start of the answer on and notes its status."""

    def __init__(self, start_response: StartResponse, request_id: str) -> None:
        self._start = start_response
        self._id = request_id
        self.status = 500

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: _Triple | None = None, /
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        headers.append((HEADER, self._id))
        if exc_info is None:  # servers need not know the third argument
            return self._start(status, headers)
        return self._start(status, headers, exc_info)


def _measured(application: WSGIApplication, environ: WSGIEnvironment, noted: _Noted) -> Iterable[bytes]:
    """Answer, and count: whatever happens, one request more."""
    route = route_class(str(environ.get("PATH_INFO", "")))
    method = method_class(str(environ.get("REQUEST_METHOD", "")))
    parent = str(environ.get("HTTP_TRACEPARENT") or "")
    began = time.perf_counter()
    measures.REQUESTS_RUNNING.inc()
    try:
        with tracing.span("request", parent=parent, route=route, method=method) as span:
            answer = _probed(environ, noted) or application(environ, noted)
            span.note("status", noted.status)
        return answer
    except Exception:
        measures.FAULTS.labels("web").inc()
        log.exception("request_broke", route=route)
        raise
    finally:
        seconds = time.perf_counter() - began
        measures.REQUESTS_RUNNING.dec()
        status = "closed" if environ.get("stadtkern.closed") else f"{noted.status // 100}xx"
        measures.REQUESTS.labels(route, method, status).inc()
        measures.REQUEST_SECONDS.labels(route).observe(seconds)
        if seconds > SLOW_S:
            log.warning("request_slow", route=route, method=method, status=noted.status, seconds=seconds)


def _probed(environ: WSGIEnvironment, noted: _Noted) -> list[bytes] | None:
    """The answer to a probe; null when the request is none."""
    if str(environ.get("PATH_INFO", "")) not in probes.PATHS:
        return None
    answer = probes.answered(environ, now=datetime.now(UTC))
    length = ("Content-Length", str(len(answer.body)))
    noted(answer.line, [("Content-Type", answer.media_type), length, *answer.headers])
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else answer.body]
