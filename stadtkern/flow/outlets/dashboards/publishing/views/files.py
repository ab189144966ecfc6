# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of a tile, the report and the preview of a dashboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import viewing
from stadtkern.flow.outlets.dashboards.publishing import reports
from stadtkern.flow.outlets.dashboards.publishing.files import pictures, previews, sheets, tables
from stadtkern.flow.outlets.dashboards.publishing.files.pictures import Picture
from stadtkern.flow.outlets.dashboards.publishing.files.tables import Origin
from stadtkern.flow.outlets.dashboards.shown import ShownTile, View
from stadtkern.kernel.dashboards import NumberTile
from stadtkern.web.drawing.pictures import png
from stadtkern.web.templatetags import web

from .edge import Looked, file, look, page

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": _XLSX,
    "json": "application/json",
}
_SHOWN = ("svg", "png", "json")
"""Formats that a browser shows by itself."""


@page
def tile(request: HttpRequest, key: str, tile_key: str, form: str) -> HttpResponse:
    """A tile as SVG, PNG (``massstab`` 1 to 3), CSV (``format=deutsch`` for spreadsheets), XLSX or JSON."""
    looked = look(request, key).at_tile(tile_key)
    shown = viewing.one_tile(looked.found, tile_key, looked.chosen.view, lake=lake())
    variant = request.GET.get("massstab" if form == "png" else "format", "")
    origin = _origin(looked, tile_key)
    make = partial(_made, shown, origin, looked.chosen.view, form, variant)
    if form in {"csv", "xlsx", "json"}:
        tables.table_of(shown)
    else:
        pictures.check(shown)
    name = "" if form in _SHOWN and "speichern" not in request.GET else f"{key}_{tile_key}.{form}"
    content = (shown, variant, looked.chosen.view.language, origin.dashboard, origin.address)
    return file(request, looked.found, content, make, media_type=_MEDIA[form], name=name)


@page
def report(request: HttpRequest, key: str) -> HttpResponse:
    """The dashboard as PDF, in the language of the page; ``einfach=1`` in plain language."""
    looked = look(request, key)
    view = looked.chosen.view
    pages = reports.pages_of(looked.found, looked.chosen)
    name = f"{key}_{timezone.localtime(view.now):%Y-%m-%d}.pdf"
    about = (key, looked.found.row.revision, web.local(looked.found.dashboard, "title"))
    content = (pages, about, view.language, view.plain, view.start, view.end, view.places)

    def make() -> bytes:
        return reports.report(looked.found, looked.chosen).pdf

    response = file(request, looked.found, content, make, media_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@page
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The picture for social media: the first numbers, or the first figure."""
    looked = look(request, key)
    tiles = _first_tiles(looked)
    dashboard = looked.found.dashboard
    cover = previews.Cover(
        city=settings.CITY_NAME,
        title=web.local(dashboard, "title"),
        summary=web.local(dashboard, "summary"),
        address=reports.short_address(looked.found),
    )
    language = looked.chosen.view.language

    def make() -> bytes:
        return _png(previews.preview(cover, tiles, language), 1)

    return file(request, looked.found, (cover, tiles, language), make, media_type="image/png")


def _first_tiles(looked: Looked) -> list[ShownTile]:
    """The first numbers of the first page; without any, the first tiles that may have a figure."""
    opening = looked.chosen.opening(looked.found.dashboard)
    looked = looked.at(opening)
    found = viewing.page_of(looked.found, opening).tiles
    numbers = [one.key for one in found if isinstance(one, NumberTile)]
    wanted = numbers or [one.key for one in found if one.width > 4] or [one.key for one in found]
    return [
        viewing.one_tile(looked.found, one, looked.chosen.view, lake=lake())
        for one in wanted[: previews.MOST_NUMBERS]
    ]


def _origin(looked: Looked, tile_key: str) -> Origin:
    path = reverse("dashboards:tile", args=[looked.found.row.key, tile_key])
    return Origin(
        dashboard=web.local(looked.found.dashboard, "title"),
        address=f"{settings.KNOBS.address}{path}",
        made_at=looked.chosen.view.now,
    )


def _made(shown: ShownTile, origin: Origin, view: View, form: str, variant: str) -> bytes:
    makers: dict[str, Callable[[], bytes]] = {
        "svg": lambda: pictures.picture(shown, origin, view.language).svg.encode(),
        "png": lambda: _png(pictures.picture(shown, origin, view.language), _scale(variant)),
        "csv": lambda: tables.german_csv(shown) if variant == "deutsch" else tables.standard_csv(shown),
        "xlsx": lambda: sheets.xlsx(shown, origin),
        "json": lambda: tables.json_of(shown, origin),
    }
    return makers[form]()


def _scale(text: str) -> int:
    return int(text) if text in {"1", "2", "3"} else 1


def _png(picture: Picture, scale: int) -> bytes:
    return png(picture.svg, width=picture.width, height=picture.height, scale=scale)
