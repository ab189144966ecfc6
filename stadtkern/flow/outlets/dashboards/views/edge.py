# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The edge of dashboards: city errors become HTTP answers, and nobody keeps what is internal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.errors import DashboardUnreadable
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.kernel.errors import CityError, LakeUnavailable, LimitExceeded, NotFound, NotPermitted
from stadtkern.kernel.rights import Visitor
from stadtkern.web.views import refused, unavailable

P = ParamSpec("P")


def page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Answer city errors with the page that fits: 404, 403, 400 or 503."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except CityError as error:
            return _answer(request, error)

    return answer


def reader_of(request: HttpRequest, found: Read) -> Visitor | None:
    """For whom a dashboard is computed; null: the public, whoever looks at a public one."""
    return None if found.public else request.user


def guarded(found: Read, response: HttpResponse) -> HttpResponse:
    """The answer, which no cache keeps unless the dashboard is public."""
    if not found.public:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _answer(request: HttpRequest, error: CityError) -> HttpResponseBase:
    if isinstance(error, NotFound):
        raise Http404(str(error)) from error
    if isinstance(error, NotPermitted):
        raise PermissionDenied(str(error)) from error
    if isinstance(error, LakeUnavailable):
        return unavailable(request)
    if isinstance(error, LimitExceeded):
        return refused(request, _("Bitte wählen Sie einen kürzeren Zeitraum oder weniger Orte."))
    if isinstance(error, DashboardUnreadable):
        return refused(request, str(error))
    raise error
