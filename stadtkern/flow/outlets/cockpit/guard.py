# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets in: every page of the cockpit needs sign-in; city errors become HTTP here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stadtkern.kernel import rights
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, NotPermitted
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web.views import unavailable

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_page(view: StaffView[P]) -> View[P]:
    """A page for everybody who works for the city; the view gets the person."""
    return _guarded(view, rights.is_staff_member)


def administrator_page(view: StaffView[P]) -> View[P]:
    """A page for administrators."""
    return _guarded(view, rights.may_administrate)


def page_for(deed: Action) -> Callable[[StaffView[P]], View[P]]:
    """A page for those who may do this for the whole city."""

    def made(view: StaffView[P]) -> View[P]:
        return _guarded(view, lambda visitor: rights.may(visitor, deed))

    return made


def action(back: str) -> Callable[[StaffView[P]], View[P]]:
    """A form's action: only by POST; what the city refuses is said on the page ``back``."""

    def made(view: StaffView[P]) -> View[P]:
        def told(
            request: HttpRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            try:
                return view(request, person, *args, **kwargs)
            except (NotPermitted, NotFound, LakeUnavailable):
                raise
            except CityError as error:
                messages.error(request, str(error))
                return redirect(back)

        return wraps(view)(require_POST(_guarded(told, rights.is_staff_member)))

    return made


def given(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; null when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _guarded(view: StaffView[P], right: Callable[[rights.Visitor], bool]) -> View[P]:
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person) or not person.is_active:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        try:
            rights.require(right(person))
            return view(request, person, *args, **kwargs)
        except NotPermitted as error:
            raise PermissionDenied from error
        except NotFound as error:
            raise Http404 from error
        except LakeUnavailable:
            return unavailable(request)

    return wraps(view)(never_cache(inner))
