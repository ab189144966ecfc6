# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of ingest: every page needs sign-in; city errors become HTTP here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stadtkern.kernel import rights
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, NotPermitted
from stadtkern.kernel.models import Person
from stadtkern.web.views import unavailable

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_page(view: StaffView[P]) -> View[P]:
    """A page for everybody who works for the city; the view gets the person."""

    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person):
            return redirect_to_login(request.get_full_path())
        if not rights.is_staff_member(person):
            raise PermissionDenied
        try:
            return view(request, person, *args, **kwargs)
        except NotPermitted as error:
            raise PermissionDenied from error
        except NotFound as error:
            raise Http404 from error
        except LakeUnavailable:
            return unavailable(request)

    return wraps(view)(never_cache(inner))


def action(back: str) -> Callable[[StaffView[P]], View[P]]:
    """A form's action: only by POST; what the city refuses is said on the page ``back``.

    ``back`` is asked with the same arguments as the view.
    """

    def made(view: StaffView[P]) -> View[P]:
        def told(request: HttpRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, person, *args, **kwargs)
            except (NotPermitted, NotFound, LakeUnavailable):
                raise
            except CityError as error:
                messages.error(request, str(error))
                return redirect(reverse(back, kwargs=kwargs))

        return wraps(view)(require_POST(staff_page(told)))

    return made


def given(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; null when the page is only looked at."""
    return request.POST if request.method == "POST" else None
