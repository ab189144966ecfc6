# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The edge of the portal: city errors become HTTP answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.errors import (
    CityError,
    Contradiction,
    LakeUnavailable,
    LimitExceeded,
    NotFound,
    NotPermitted,
)
from stadtkern.web.views import refused, unavailable

_TOO_MUCH = _("Bitte wählen Sie einen kürzeren Zeitraum oder einen gröberen Abstand.")
_TOO_FINE = _("Dieser Abstand wird zum Schutz kleiner Zahlen nicht angeboten.")

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


def _answer(request: HttpRequest, error: CityError) -> HttpResponseBase:
    if isinstance(error, NotFound):
        raise Http404(str(error)) from error
    if isinstance(error, NotPermitted):
        raise PermissionDenied(str(error)) from error
    if isinstance(error, LakeUnavailable):
        return unavailable(request)
    if isinstance(error, LimitExceeded):
        return refused(request, str(_TOO_MUCH))
    if isinstance(error, Contradiction):
        return refused(request, str(_TOO_FINE))
    raise error
