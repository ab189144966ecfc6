# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff; what the city refuses is said on the list of dashboards."""

from __future__ import annotations

from functools import wraps
from typing import ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from stadtkern.flow.outlets.cockpit.guard import StaffView, View, staff_page
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, NotPermitted
from stadtkern.kernel.models import Person

P = ParamSpec("P")


def builder_page(view: StaffView[P]) -> View[P]:
    """A page on which something is built; the view gets the person."""

    def told(request: HttpRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, person, *args, **kwargs)
        except (NotPermitted, NotFound, LakeUnavailable):
            raise
        except CityError as error:
            messages.error(request, str(error))
            return redirect("building:dashboards")

    return staff_page(wraps(view)(told))
