# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of harvesting: all catalogues, one of them, one run, addresses that do not answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.licences import LICENCES
from stadtkern.kernel.models import Person
from stadtkern.web import undoing

from . import discarded, links, listing, service
from .forms import SourceForm

_RUNS_SHOWN = 10
_PROBLEMS_SHOWN = 100


@staff_page
def sources(request: HttpRequest, person: Person) -> HttpResponse:
    """All catalogues that the person answers for."""
    context = {"listed": listing.listed(person)}
    return render(request, "harvest/sources.html", context)


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Say which catalogue shall be harvested."""
    form = SourceForm(person, given(request))
    if form.is_valid():
        try:
            source = service.create(person, form.draft(), form.cleaned_data["department"], at=timezone.now())
        except Contradiction as error:
            form.add_error("url", str(error))
        else:
            messages.success(request, _("Angelegt. Die erste Übernahme beginnt in der nächsten Minute."))
            return redirect("harvest:source", key=source.key)
    return render(request, "harvest/source_form.html", {"form": form, "source": None})


@staff_page
def source(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """One catalogue: how it is harvested and how its last runs went."""
    found = service.of_person(person, key)
    context = {
        "source": found,
        "licence": LICENCES.get(found.licence),
        "entries": listing.entry_count(found),
        "runs": list(found.runs.all()[:_RUNS_SHOWN]),
    }
    return render(request, "harvest/source.html", context)


@staff_page
def change(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Say other things about a catalogue."""
    found = service.of_person(person, key)
    form = SourceForm(person, given(request), source=found)
    if form.is_valid():
        service.change(person, found, form.draft(), at=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("harvest:source", key=key)
    return render(request, "harvest/source_form.html", {"form": form, "source": found})


@staff_page
def report(request: HttpRequest, person: Person, key: str, number: int) -> HttpResponse:
    """One run with everything that was refused or left out."""
    found = service.of_person(person, key)
    run = found.runs.filter(pk=number).first()
    if run is None:
        raise NotFound(f"no run {number}")
    page = Paginator(run.problems.all(), _PROBLEMS_SHOWN).get_page(request.GET.get("seite"))
    return render(request, "harvest/report.html", {"source": found, "run": run, "page": page})


@staff_page
def dead_links(request: HttpRequest, person: Person) -> HttpResponse:
    """Addresses of distributions that did not answer."""
    return render(request, "harvest/links.html", {"dead": links.dead()[:500]})


@action("harvest:source")
def run_soon(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Harvest a catalogue now."""
    service.run_soon(person, service.of_person(person, key), at=timezone.now())
    messages.success(request, _("Die Übernahme beginnt in der nächsten Minute."))
    return redirect("harvest:source", key=key)


@action("harvest:source")
def pause(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Stop harvesting a catalogue, or go on."""
    found = service.of_person(person, key)
    service.pause(person, found, not found.paused, at=timezone.now())
    messages.success(request, _("Angehalten.") if found.paused else _("Wird wieder übernommen."))
    return redirect("harvest:source", key=key)


@staff_page
def remove(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Ask whether the entries shall go, and remove them."""
    found = service.of_person(person, key)
    if request.method != "POST":
        context = {"source": found, "entries": listing.entry_count(found)}
        return render(request, "harvest/remove.html", context)
    gone = service.remove(person, found, at=timezone.now())
    said = ngettext("%(n)s Eintrag entfernt.", "%(n)s Einträge entfernt.", gone) % {"n": gone}
    undoing.deleted(request, said, kind=discarded.KIND, key=key)
    return redirect("harvest:sources")
