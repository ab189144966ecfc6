# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of interfaces that lie behind Django: the same conditional requests, packing and headers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from . import sending
from .answers import Answer


def sent(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """The answer as the response to this request."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    ready = sending.finished(answer, request.method or "GET", headers)
    response: HttpResponseBase
    if ready.parts is None:
        response = HttpResponse(ready.body, status=ready.status)
    else:
        response = StreamingHttpResponse(ready.parts, status=ready.status)
    del response.headers["Content-Type"]
    for name, value in ready.headers:
        response.headers[name] = value
    return response
