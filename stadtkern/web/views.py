# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for errors; none of them needs the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something broke on our side; rendered without request context, so it needs no database.

    The number of the request leads to what was logged about it.
    """
    number = str(request.META.get("stadtkern.request_id", ""))
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the lake or the register cannot be reached at the moment."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """400: what was asked for is not offered; ``reason`` is one sentence in the visitor's language."""
    return HttpResponse(render_to_string("400.html", {"reason": reason}, request), status=400)


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for the icon of a page without head, such as an answer in JSON, at this fixed address."""
    return redirect(static("web/favicon.svg"))
