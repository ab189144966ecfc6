# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The answer to a client that has to wait: a page for people, a problem (RFC 9457) for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_STATUS = "429 Too Many Requests"


def refused(
    environ: WSGIEnvironment,
    start_response: StartResponse,
    *,
    wait_s: int,
    fields: Sequence[tuple[str, str]],
) -> Iterable[bytes]:
    """Answer 429 with Retry-After (RFC 6585 clause 4, RFC 9110 section 10.2.3)."""
    language = "en" if str(environ.get("HTTP_ACCEPT_LANGUAGE") or "").lower().startswith("en") else "de"
    if str(environ.get("PATH_INFO", "")).startswith("/api/"):
        kind, body = "application/problem+json", _problem(language, wait_s)
    else:
        kind, body = "text/html; charset=utf-8", _page(language)
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(wait_s)),
        ("Cache-Control", "no-store"),
        ("Content-Language", language),
        *fields,
    ]
    start_response(_STATUS, headers)
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else body]


@cache
def _page(language: str) -> bytes:
    with translation.override(language):
        return render_to_string("web/too_many.html").encode()


def _problem(language: str, wait_s: int) -> bytes:
    with translation.override(language):
        said = {
            "type": "about:blank",
            "title": "Too Many Requests",
            "status": 429,
            "detail": _("Zu viele Anfragen; bitte in %(wait)s Sekunden noch einmal.") % {"wait": wait_s},
        }
    return msgspec.json.encode(said)
