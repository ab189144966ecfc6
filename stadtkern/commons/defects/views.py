# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of defects in the cockpit, and how far the repair is."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.commons.schedules.pages import subject
from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.kernel.models import Person

from . import service
from .models import Defect, State

_PER_PAGE = 50
_OPEN = "offen"
_STATES = {"offen": State.OPEN, "in-arbeit": State.PROGRESS, "erledigt": State.DONE}


@staff_page
def defects(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Defects of a subject in one state, oldest first, done ones newest first."""
    domain, around = subject(slug, person)
    asked = request.GET.get("stand", _OPEN)
    state = _STATES.get(asked, State.OPEN)
    rows = Defect.objects.editable_by(person).filter(thing__domain=domain.name)
    words = request.GET.get("q", "").strip()[:100]
    for word in words.split()[:5]:
        rows = rows.filter(thing__name__icontains=word)
    order = ("-changed_at", "-pk") if state == State.DONE else ("opened_at", "pk")
    found = rows.filter(state=state).select_related("thing").order_by(*order)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("seite"))
    tabs = [
        (german, one.label, rows.filter(state=one).count(), one == state) for german, one in _STATES.items()
    ]
    context = {
        **around,
        "page": page,
        "states": tabs,
        "choices": State.choices,
        "words": words,
        "asked": asked,
    }
    return render(request, "defects/defects.html", context | {"now": timezone.now()})


@require_POST
@staff_page
def settle(request: HttpRequest, person: Person, slug: str, defect_id: int) -> HttpResponse:
    """Say how far the repair of one is."""
    subject(slug, person)
    given = request.POST.get("state", "")
    if given in State.values:
        service.settle(
            person, defect_id, state=State(given), note=request.POST.get("note", ""), now=timezone.now()
        )
        messages.success(request, _("Gespeichert."))
    return redirect("defects:defects", slug)
