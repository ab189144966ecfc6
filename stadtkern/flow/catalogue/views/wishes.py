# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests for data: the public form and its status page, and the list for staff."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stadtkern.flow.catalogue import wishes
from stadtkern.flow.catalogue.edge import given, staff_page
from stadtkern.flow.catalogue.forms import ReplyForm, WishForm
from stadtkern.flow.catalogue.models import DatasetRequest, RequestState
from stadtkern.flow.catalogue.wishes import Reply
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound
from stadtkern.kernel.models import Person


def ask(request: HttpRequest) -> HttpResponse:
    """The form and the answers that everybody may read; a robot is thanked, but nothing is stored."""
    form = WishForm(given(request))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        if form.is_robot():
            return redirect("catalogue:ask")
        said = form.cleaned_data
        try:
            wish = wishes.take_in(
                subject=said["subject"], purpose=said["purpose"], email=said["email"], now=timezone.now()
            )
        except LimitExceeded:
            form.add_error(
                None, _("Gerade sind zu viele Anfragen eingegangen. Bitte versuchen Sie es später.")
            )
            status = 429
        else:
            return redirect("catalogue:wish", token=wish.token)
    shown = {"form": form, "answered": wishes.public(), "trail": _trail()}
    return render(request, "catalogue/ask.html", shown, status=status)


@never_cache
def wish(request: HttpRequest, token: str) -> HttpResponse:
    """How far the city is with a request, for whoever has its link."""
    try:
        found = wishes.by_token(token)
    except NotFound as error:
        raise Http404 from error
    response = render(request, "catalogue/wish.html", {"wish": found, "trail": _trail()})
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@staff_page
def inbox(request: HttpRequest, person: Person) -> HttpResponse:
    """All requests that the person may answer."""
    return render(request, "catalogue/wishes.html", {"wishes": wishes.visible(person)})


@staff_page
def reply(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Answer one request."""
    found = get_object_or_404(DatasetRequest, pk=number)
    if found not in wishes.visible(person):
        raise NotFound(f"no request {number}")
    form = ReplyForm(given(request), initial=_initial(found))
    if form.is_valid():
        said = form.cleaned_data
        try:
            wishes.respond(
                person, number, Reply(**{**said, "state": RequestState(said["state"])}), now=timezone.now()
            )
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("catalogue:wishes")
    return render(request, "catalogue/reply.html", {"wish": found, "form": form})


def _trail() -> list[tuple[str, str]]:
    return [(_("Daten"), reverse("open_data:datasets"))]


def _initial(found: DatasetRequest) -> dict[str, object]:
    return {
        "state": found.state,
        "department": found.department_id,
        "answer": found.answer,
        "dataset": found.dataset,
        "shown": found.shown,
    }
