# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What reaches Django: pages for people, and programs of somebody who is signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.environs import headers_of
from stadtkern.flow.outlets.ogc.common import front, parts
from stadtkern.flow.outlets.ogc.common.problems import status_of
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.web.views import refused, unavailable

from .pages import PAGES
from .words import Visit

_LENGTH = "Content-Length"
_OWN = "private, max-age=0, must-revalidate"
"""What somebody sees who is signed in is nobody else's."""


def answer(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """A page where there is one and a person asks, else what programs get."""
    accept = request.headers.get("Accept", "")
    if front.wants_page(request.method or "GET", request.META.get("QUERY_STRING", ""), accept):
        page = _page(request)
        if page is not None:
            patch_vary_headers(page, ["Accept", "Accept-Language", "Cookie"])
            return page
    answered = _sent(front.answered(request.META, now=datetime.now(UTC), visitor=request.user))
    if request.user.is_authenticated:
        answered.headers["Cache-Control"] = _OWN
        patch_vary_headers(answered, ["Cookie"])
    return answered


def _page(request: HttpRequest) -> HttpResponse | None:
    """The page at this address; null when there is none for people.

    Raises:
        Http404, PermissionDenied: as for programs.
    """
    headers = {**headers_of(request.META), "accept-language": get_language() or "de"}
    try:
        asked = front.request_of(request.META, headers, datetime.now(UTC), request.user)
        route, arguments = parts.routes().find(asked.path)
        made = PAGES.get(route.name)
        return None if made is None else made(Visit(request=request, asked=asked, arguments=arguments))
    except CityError as error:
        return _failed(request, error)


def _failed(request: HttpRequest, error: CityError) -> HttpResponse:
    code = status_of(error).code
    if code == 404:
        raise Http404(str(error)) from error
    if code == 403:
        raise PermissionDenied(str(error)) from error
    if isinstance(error, LakeUnavailable):
        return unavailable(request)
    answered = refused(request, str(error))
    answered.status_code = code
    return answered


def _sent(found: Answer) -> HttpResponseBase:
    response: HttpResponseBase
    if found.parts is None:
        response = HttpResponse(found.body, status=found.status)
    else:
        response = StreamingHttpResponse(found.parts, status=found.status)
    del response.headers["Content-Type"]
    for name, value in found.headers:
        if name != _LENGTH or found.parts is None:
            response.headers[name] = value
    return response
