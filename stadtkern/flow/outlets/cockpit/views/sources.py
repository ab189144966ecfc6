# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data sources: state, outage, next attempt; pause and fetch now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.devices import service
from stadtkern.flow.outlets.cockpit.guard import action, staff_page
from stadtkern.flow.outlets.cockpit.listing import listed_sources
from stadtkern.flow.outlets.cockpit.lists import sources as source_list
from stadtkern.kernel.models import Person
from stadtkern.web.lists.answering import answer


@staff_page
def sources(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All sources that the person answers for."""
    listed = listed_sources(person, timezone.now())
    return answer(request, person, source_list.listing(listed), "cockpit/sources.html")


@action("cockpit:sources")
def fetch(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Fetch a source at the next opportunity."""
    service.fetch_now(person, key, at=timezone.now())
    messages.success(request, _("Die Datenquelle wird gleich abgerufen."))
    return redirect("cockpit:sources")


@action("cockpit:sources")
def pause(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Stop fetching a source, or go on."""
    paused = request.POST.get("paused") == "1"
    service.pause_source(person, key, paused, at=timezone.now())
    messages.success(request, _("Angehalten.") if paused else _("Die Datenquelle wird wieder abgerufen."))
    return redirect("cockpit:sources")
