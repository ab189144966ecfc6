# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Closes pages and interfaces while maintenance is in force: 503 with what people and programs need to know.

Probes lie before it; static files and signing in stay open, those who run the platform get in everywhere.
Wires in go on or are refused, as was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, connections
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import translation

from stadtkern.flow.outlets.answering.answers import Answer, Header, written
from stadtkern.flow.outlets.answering.environs import headers_of
from stadtkern.flow.outlets.answering.packing import weighted
from stadtkern.kernel import rights
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import maintenance
from .models import Maintenance

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ALWAYS = ("/static/", "/favicon.ico", "/konto/", "/en/konto/", "/cockpit/anmelden/", "/en/cockpit/anmelden/")
_NEVER = ("/konto/registrieren/", "/en/konto/registrieren/")
_WIRES = ("/api/ingest/", "/api/lorawan/")
_SENSORTHINGS = "/api/sta/"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def front(application: WSGIApplication, headers: Sequence[Header]) -> WSGIApplication:
    """The application behind the closed door; ``headers`` go with every page that the door answers."""

    def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        now = datetime.now(UTC)
        row = maintenance.in_force(now)
        if row is None or passes(environ, row):
            return application(environ, start_response)
        environ["stadtkern.closed"] = True
        answer = closed(environ, row, now)
        length = ("Content-Length", str(len(answer.body)))
        start_response(answer.line, [("Content-Type", answer.media_type), length, *answer.headers, *headers])
        return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else answer.body]

    return fronted


def passes(environ: WSGIEnvironment, row: Maintenance) -> bool:
    """Whether this request is answered as on every other day."""
    path = str(environ.get("PATH_INFO", ""))
    if path.startswith(_ALWAYS) and not path.startswith(_NEVER):
        return True
    if _brings_data(path, str(environ.get("REQUEST_METHOD", ""))):
        return row.takes_data
    return _runs_the_platform(environ)


def closed(environ: WSGIEnvironment, row: Maintenance, now: datetime) -> Answer:
    """The page for people, a problem (RFC 9457) for programs; both say when to come back."""
    wait = maintenance.retry_after_s(row, now)
    headers = (("Retry-After", str(wait)), ("Cache-Control", "no-store"))
    given = headers_of(environ)
    path = str(environ.get("PATH_INFO", ""))
    with translation.override(_language(path, given.get("accept-language", ""))):
        if path.startswith("/api/") or "text/html" not in given.get("accept", ""):
            return _problem(row, headers)
        context = {
            "city_name": settings.CITY_NAME,
            "reason": row.reason,
            "until": row.until if row.until is not None and row.until > now else None,
            "overdue": row.until is not None and row.until <= now,
            "takes_data": row.takes_data,
            "sign_in": f"{resolve_url(settings.LOGIN_URL)}?next=/cockpit/betrieb/",
        }
        page = render_to_string("operations/closed.html", context)
        language = ("Content-Language", translation.get_language() or "de")
        return Answer(
            status=503,
            body=page.encode(),
            media_type="text/html; charset=utf-8",
            headers=(*headers, language),
        )


def _problem(row: Maintenance, headers: tuple[Header, ...]) -> Answer:
    content: dict[str, object] = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": f"Wartung: {row.reason}",
    }
    if row.until is not None:
        content["until"] = row.until.isoformat()
    answer = written(content, status=503, headers=headers)
    return Answer(status=503, body=answer.body, media_type="application/problem+json", headers=answer.headers)


def _brings_data(path: str, method: str) -> bool:
    return path.startswith(_WIRES) or (path.startswith(_SENSORTHINGS) and method not in _READS)


def _runs_the_platform(environ: WSGIEnvironment) -> bool:
    """Whether the session of somebody who runs the platform came with the request."""
    try:
        cookies = SimpleCookie(str(environ.get("HTTP_COOKIE") or ""))
    except CookieError:
        return False
    cookie = cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is None:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(cookie.value)
    try:
        person = get_user(request)
        return isinstance(person, Person) and rights.may(person, Action.OPERATE)
    except (DatabaseError, CityError):
        return False
    finally:
        for opened in connections.all(initialized_only=True):
            if not opened.in_atomic_block:
                opened.close_if_unusable_or_obsolete()


def _language(path: str, accepted: str) -> str:
    """As the address says, else German unless English is preferred."""
    if path.startswith("/en/"):
        return "en"
    weights = weighted(accepted) if accepted else {}
    return "en" if weights.get("en", 0.0) > weights.get("de", 0.0) and path.startswith("/api/") else "de"
