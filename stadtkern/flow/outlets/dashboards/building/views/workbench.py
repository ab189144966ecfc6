# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The workbench: the pages and tiles of one dashboard, each with its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.building import bench, drafts
from stadtkern.flow.outlets.dashboards.building.bench import Asked
from stadtkern.flow.outlets.dashboards.building.drafts import Bench
from stadtkern.flow.outlets.dashboards.errors import DashboardRefused
from stadtkern.kernel.errors import Contradiction, LimitExceeded
from stadtkern.kernel.models import Person

from .edge import builder_page


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """What a button brought about."""

    said: str
    page: str
    focus: str = ""
    failed: bool = False


@builder_page
def page(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The workbench with one page of the dashboard."""
    found = drafts.bench(person, key)
    context = _context(person, found, request.GET.get("seite", ""), request.GET.get("fokus", ""))
    return render(request, "dashboards/building/bench.html", context)


@require_POST
@builder_page
def step(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Do what a button of the workbench says, and show the workbench again."""
    found = drafts.bench(person, key)
    sent = request.POST
    asked = Asked(
        deed=sent.get("schritt", ""),
        page=sent.get("seite", ""),
        tile=sent.get("kachel", ""),
        target=sent.get("nach", ""),
        title=sent.get("titel", ""),
        title_en=sent.get("titel_en", ""),
    )
    try:
        result = bench.done(found.dashboard, asked)
        drafts.step(person, found, result.dashboard, at=timezone.now())
    except (Contradiction, LimitExceeded, DashboardRefused) as error:
        return _shown(request, person, key, _Answer(said=str(error), page=asked.page, failed=True))
    return _shown(request, person, key, _Answer(said=result.said, page=result.page, focus=result.focus))


@require_POST
@builder_page
def back(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Undo or redo a step."""
    drafts.bench(person, key)
    by = 1 if request.POST.get("richtung") == "vor" else -1
    moved = drafts.go(person, key, by, at=timezone.now())
    said = _("Der Schritt ist wiederholt.") if by > 0 else _("Der Schritt ist rückgängig gemacht.")
    focus = "wiederholen" if by > 0 else "rueckgaengig"
    said = said if moved else _("Hier geht es nicht weiter.")
    return _shown(request, person, key, _Answer(said=said, page=request.POST.get("seite", ""), focus=focus))


def address(key: str, *, page: str = "", focus: str = "") -> str:
    """Where the workbench is, with the keyboard at some element."""
    asked = {name: value for name, value in (("seite", page), ("fokus", focus)) if value}
    plain = reverse("building:bench", args=[key])
    return f"{plain}?{urlencode(asked)}" if asked else plain


def _shown(request: HttpRequest, person: Person, key: str, answer: _Answer) -> HttpResponse:
    """The changed part for htmx; else the page anew, so that reloading does nothing twice."""
    if request.headers.get("HX-Request") != "true":
        (messages.error if answer.failed else messages.success)(request, answer.said)
        return redirect(address(key, page=answer.page, focus=answer.focus))
    context = _context(person, drafts.bench(person, key), answer.page, answer.focus)
    return render(request, "dashboards/building/bench_part.html", {**context, "answer": answer})


def _context(person: Person, found: Bench, page_key: str, focus: str) -> dict[str, object]:
    shown = bench.chosen_page(found.dashboard, page_key)
    held = focus.rpartition("-")
    opened = held[0] if held[2] not in {"bearbeiten", "frueher", "spaeter"} else ""
    return {
        "bench": found,
        "row": found.row,
        "dashboard": found.dashboard,
        "page": shown,
        "place": found.dashboard.pages.index(shown) + 1,
        "cards": bench.cards(found.dashboard, shown, salt=found.row.visibility, opened=opened),
        "others": [one for one in found.dashboard.pages if one.key != shown.key],
        "focus": focus,
        "may_release": service.may_release(person, found.row),
    }
