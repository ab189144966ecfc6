# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record in short for everybody, and the page of the own data."""

from __future__ import annotations

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.kernel import consents
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person
from stadtkern.web.accounts.views.own import own_page

from . import service


def record(request: HttpRequest) -> HttpResponse:
    """The record of processing activities in short (Art. 13, 30 GDPR)."""
    trail = [(_("Datenschutz"), reverse("profile:privacy"))]
    return render(request, "privacy/record.html", {"activities": service.activities(), "trail": trail})


@own_page
def own(request: HttpRequest, person: Person) -> HttpResponse:
    """What the person may ask for: the own data, consents, to be erased."""
    context = {"agreed": service.agreed(person), "asked": service.asked(person)}
    return render(request, "privacy/own.html", context)


@own_page
@reauthentication_required
def download(request: HttpRequest, person: Person) -> HttpResponse:
    """All own data as one JSON file (Art. 15, 20 GDPR); only for somebody who has just signed in."""
    now = timezone.now()
    text = json.dumps(service.own_data(person, now), ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meine-daten-{now:%Y-%m-%d}.json"'
    return answer


@own_page
@reauthentication_required
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    """Asks to be erased; the page before says what that means."""
    if request.method == "POST":
        service.ask(person, at=timezone.now())
        messages.success(request, _("Ihr Antrag ist eingegangen."))
        return redirect("privacy:own")
    return render(request, "privacy/ask.html", {"asked": service.asked(person)})


@require_POST
@own_page
def take_back(request: HttpRequest, person: Person) -> HttpResponse:
    """Takes the own request back."""
    try:
        service.take_back(person, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("Ihr Antrag ist zurückgezogen."))
    return redirect("privacy:own")


@require_POST
@own_page
def withdraw(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Takes a consent back."""
    try:
        consents.withdraw(person, key, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("Ihre Einwilligung ist widerrufen."))
    return redirect("privacy:own")
