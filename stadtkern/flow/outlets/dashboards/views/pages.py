# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages that everybody reads: the overview, a page of a dashboard, and one tile with all about it."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import choosing, listing, pictures, reading, viewing
from stadtkern.flow.outlets.dashboards.choosing import Chosen
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.kernel import registry, rights
from stadtkern.kernel.domain import Domain

from .edge import guarded, page, reader_of


@page
def overview(request: HttpRequest) -> HttpResponse:
    """All dashboards that the visitor may read."""
    search = request.GET.get("suche", "").strip()[:100]
    cards = listing.cards(listing.with_content(reading.dashboards_for(request.user)), search=search)
    context = {"cards": cards, "search": search, "staff": rights.is_staff_member(request.user)}
    return render(request, "dashboards/overview.html", context)


@page
def dashboard(request: HttpRequest, key: str, page_key: str = "") -> HttpResponse:
    """A page of a dashboard; tiles that are not ready at once are fetched by the browser."""
    found = reading.dashboard(key, request.user)
    open_lake = lake()
    chosen = _chosen(request, found)
    shown = viewing.page_of(found, page_key or chosen.opening(found.dashboard))
    chosen = chosen.at(found.dashboard, shown.key)
    whole = request.GET.get("vollstaendig") == "1"
    within_s = viewing.WHOLE_S if whole else viewing.FIRST_LOOK_S
    slots = viewing.slots(found, shown, chosen.view, lake=open_lake, within_s=within_s)
    context = {
        **_context(request, found, chosen),
        "page": shown,
        "several_pages": len(found.dashboard.pages) > 1,
        "slots": slots,
        "waiting": any(slot.shown is None for slot in slots),
    }
    return guarded(found, render(request, "dashboards/dashboard.html", context))


@page
def tile(request: HttpRequest, key: str, tile_key: str) -> HttpResponse:
    """One tile: with htmx what belongs into its place on the page, else a page of its own."""
    found = reading.dashboard(key, request.user)
    chosen = _chosen(request, found).at_tile(found.dashboard, tile_key)
    shown = viewing.one_tile(found, tile_key, chosen.view, lake=lake())
    context = {**_context(request, found, chosen), "shown": shown, "tile": shown.tile}
    fragment = request.headers.get("HX-Request") == "true"
    template = "dashboards/tile.html" if fragment else "dashboards/tile_page.html"
    response = render(request, template, context)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return guarded(found, response)


@page
@cache_control(public=True, max_age=86_400)
def picture(request: HttpRequest, key: str) -> FileResponse:
    """A picture on dashboards."""
    found, file = pictures.opened(key)
    return FileResponse(file, content_type=found.media_type)


def _chosen(request: HttpRequest, found: Read) -> Chosen:
    return choosing.view_of(
        request.GET, found.dashboard, reader_of(request, found), lake=lake(), now=timezone.now()
    )


def _context(request: HttpRequest, found: Read, chosen: Chosen) -> dict[str, object]:
    return {
        "read": found,
        "dashboard": found.dashboard,
        "domain": _domain(found),
        "chosen": chosen,
        "now": chosen.view.now,
        "editable": reading.may_edit(request.user, found.row),
        "visibility_words": "" if found.public else found.row.get_visibility_display(),
    }


def _domain(found: Read) -> Domain | None:
    return next((one for one in registry.domains() if one.name == found.dashboard.domain), None)
