# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Adding a tile by choosing its kind and its data, and changing what it shows, with the picture beside it."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import given
from stadtkern.flow.outlets.dashboards.building import adding, bench, drafts, offers, previews
from stadtkern.flow.outlets.dashboards.building import operations as do
from stadtkern.flow.outlets.dashboards.building.drafts import Bench
from stadtkern.flow.outlets.dashboards.building.kinds import KINDS
from stadtkern.flow.outlets.dashboards.building.sheet import Sheet
from stadtkern.flow.outlets.dashboards.errors import DashboardRefused
from stadtkern.kernel.dashboards import AnyTile
from stadtkern.kernel.errors import CityError, NotFound, NotPermitted
from stadtkern.kernel.models import Person

from .edge import builder_page
from .workbench import address

_DROP = re.compile(r"reihe-weg-(\d{1,2})")


@builder_page
def new(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """A further tile: its kind, then its data, and it is there."""
    found = drafts.bench(person, key)
    page = bench.chosen_page(found.dashboard, request.GET.get("seite", ""))
    sent = given(request)
    wanted, problem = offers.wanted(sent or request.GET), ""
    name = (sent or request.GET).get("art", "number")
    choice = adding.chosen(sent) if sent is not None else None
    if choice is not None:
        try:
            tile = adding.tile(person, found.dashboard, choice)
            drafts.step(person, found, do.with_tile(found.dashboard, page.key, tile), at=timezone.now())
        except (NotFound, NotPermitted):
            raise
        except CityError as error:
            problem = str(error)
        else:
            if adding.is_ready(choice.kind):
                return redirect(address(key, page=page.key, focus=f"{tile.key}-bearbeiten"))
            return redirect("building:tile", key, tile.key)
    context = {
        "row": found.row,
        "dashboard": found.dashboard,
        "page": page,
        "kinds": KINDS,
        "kind_name": name,
        "problem": problem,
        "expression": (sent or request.GET).get("ausdruck", ""),
        "search": offers.search(person, wanted, kind=name),
    }
    return render(request, "dashboards/building/tile_new.html", context, status=422 if problem else 200)


@builder_page
def edit(request: HttpRequest, person: Person, key: str, tile: str) -> HttpResponse:
    """What a tile shows and how; changes go into the draft."""
    found = drafts.bench(person, key)
    sent = given(request)
    sheet = Sheet(do.tile_of(found.dashboard, tile), sent)
    previews.offer_pictures(person, sheet)
    if sent is not None and sent.get("schritt") == "fertig":
        result = sheet.result()
        if result is not None and _taken(person, found, result, sheet):
            page = do.page_with(found.dashboard, tile)
            return redirect(address(key, page=page.key, focus=f"{tile}-bearbeiten"))
    elif sent is not None:
        _in_form(person, sheet, request)
    wanted = offers.wanted(sent if sent is not None else request.GET)
    context = {
        "row": found.row,
        "dashboard": found.dashboard,
        "sheet": sheet,
        "form": sheet.form,
        "said": previews.checks(person, sheet),
        "search": offers.search(person, wanted, kind=sheet.kind.name) if sheet.kind.most else None,
        "picture": previews.of_sheet(person, found, sheet) if sent is not None else None,
        "failed": sheet.failed,
    }
    return render(request, "dashboards/building/tile.html", context, status=422 if sheet.failed else 200)


@builder_page
def preview(request: HttpRequest, person: Person, key: str, tile: str) -> HttpResponse:
    """The picture of a tile as the draft has it, or (sent by the form) as it would become."""
    found = drafts.bench(person, key)
    sent = given(request)
    shown = do.tile_of(found.dashboard, tile)
    context: dict[str, object] = {}
    if sent is None:
        context["picture"] = previews.of_tile(person, found, shown)
        return render(request, "dashboards/building/preview.html", context)
    sheet = Sheet(shown, sent)
    previews.offer_pictures(person, sheet)
    context = {"picture": previews.of_sheet(person, found, sheet), "said": previews.checks(person, sheet)}
    return render(request, "dashboards/building/preview_part.html", context)


@builder_page
def whole(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """A page of the draft as readers would see it."""
    found = drafts.bench(person, key)
    page = bench.chosen_page(found.dashboard, request.GET.get("seite", ""))
    context = {
        "row": found.row,
        "dashboard": found.dashboard,
        "page": page,
        "pictures": previews.of_page(person, found, page),
    }
    return render(request, "dashboards/building/whole.html", context)


@builder_page
def found_data(request: HttpRequest, person: Person) -> HttpResponse:
    """What the register has for a tile, while somebody types."""
    search = offers.search(person, offers.wanted(request.GET), kind=request.GET.get("art", "number"))
    return render(request, "dashboards/building/offers_part.html", {"search": search})


def _taken(person: Person, found: Bench, result: AnyTile, sheet: Sheet) -> bool:
    try:
        changed = do.with_tile_changed(found.dashboard, result)
        drafts.step(person, found, changed, at=timezone.now())
    except DashboardRefused as error:
        sheet.problem = str(error)
        return False
    return True


def _in_form(person: Person, sheet: Sheet, request: HttpRequest) -> None:
    """Buttons within the form, which change what it holds and save nothing."""
    sent = request.POST
    step, drop = sent.get("schritt", ""), _DROP.fullmatch(sent.get("schritt", ""))
    if wanted := sent.get("nehmen", ""):
        place = sent.get("ziel", "")
        target = int(place) if place.isdecimal() and len(place) < 3 else len(sheet.given)
        try:
            title = adding.title_of(person, wanted)
        except CityError as error:
            sheet.problem = _("Das lässt sich nicht übernehmen: %(error)s") % {"error": error}
        else:
            sheet.take(wanted, title, target)
    elif step == "reihe-neu":
        sheet.grow()
    elif drop:
        sheet.drop(int(drop[1]))
