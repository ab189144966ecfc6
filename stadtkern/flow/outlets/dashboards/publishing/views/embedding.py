# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards and tiles as small pages that others show within theirs, short addresses, and how to share."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import reading, viewing
from stadtkern.flow.outlets.dashboards.publishing import reports
from stadtkern.flow.outlets.dashboards.shown import ShownTile
from stadtkern.flow.outlets.dashboards.views.edge import guarded
from stadtkern.kernel import rights
from stadtkern.kernel.errors import NotFound
from stadtkern.web import qr
from stadtkern.web.templatetags import web

from .edge import Looked, look, page

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
"""No scripts at all, but any page may frame it."""


@xframe_options_exempt
@page
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """A page of a public dashboard (``seite``) without frame: no scripts, no cookies."""
    looked = _public(request, key)
    wanted = request.GET.get("seite", "") or looked.chosen.opening(looked.found.dashboard)
    shown = viewing.page_of(looked.found, wanted)
    looked = looked.at(shown.key)
    slots = viewing.slots(looked.found, shown, looked.chosen.view, lake=lake(), within_s=viewing.WHOLE_S)
    tiles = [slot.shown for slot in slots if slot.shown is not None]
    path = reverse("dashboards:page", args=[key, shown.key])
    return _framed(request, looked, tiles, path, title=web.local(looked.found.dashboard, "title"))


@xframe_options_exempt
@page
def tile(request: HttpRequest, key: str, tile_key: str) -> HttpResponse:
    """One tile of a public dashboard without frame."""
    looked = _public(request, key).at_tile(tile_key)
    shown = viewing.one_tile(looked.found, tile_key, looked.chosen.view, lake=lake())
    path = reverse("dashboards:tile", args=[key, tile_key])
    return _framed(request, looked, [shown], path, title="")


@page
def short(request: HttpRequest, code: str) -> HttpResponse:
    """From the short address to the dashboard, with what was chosen."""
    found = reading.by_code(code.lower(), request.user)
    query = request.META.get("QUERY_STRING", "")
    path = reverse("dashboards:dashboard", args=[found.row.key])
    return guarded(found, redirect(f"{path}?{query}" if query else path))


@page
def code_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The short address as QR code."""
    found = reading.by_code(code.lower(), request.user)
    return guarded(found, HttpResponse(qr.svg(reports.short_address(found)), content_type="image/svg+xml"))


@page
def share(request: HttpRequest, key: str) -> HttpResponse:
    """Short address and QR code, report, embedding, screen; for whoever wants to pass a dashboard on."""
    looked = look(request, key)
    found = looked.found
    context = {
        "read": found,
        "dashboard": found.dashboard,
        "address": reports.short_address(found),
        "frame": f"{settings.KNOBS.address}{reverse('publishing:embed', args=[key])}",
        "picture": f"{settings.KNOBS.address}{reverse('publishing:preview', args=[key])}",
        "staff": rights.is_staff_member(request.user),
    }
    return guarded(found, render(request, "publishing/share.html", context))


def _public(request: HttpRequest, key: str) -> Looked:
    """A dashboard that everybody reads; others are not embedded, whoever looks.

    Raises:
        NotFound: it is not public.
    """
    looked = look(request, key)
    if not looked.found.public:
        raise NotFound(f"dashboard {key[:80]!r} is not public")
    return looked


def _framed(
    request: HttpRequest, looked: Looked, tiles: list[ShownTile], path: str, *, title: str
) -> HttpResponse:
    context = {
        "read": looked.found,
        "dashboard": looked.found.dashboard,
        "chosen": looked.chosen,
        "now": looked.chosen.view.now,
        "tiles": tiles,
        "heading": title,
        "address": f"{settings.KNOBS.address}{path}",
    }
    response = render(request, "publishing/embed.html", context)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
