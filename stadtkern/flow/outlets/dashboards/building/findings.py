# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What to look at before a dashboard is published, or changed while it is.

What the public would not see, and what readers would miss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.series import service as series
from stadtkern.kernel.dashboards import AnyTile, Dashboard, DashboardPage, ImageTile, TextTile, expressions
from stadtkern.kernel.errors import CityError


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something about a tile or the whole."""

    kind: Literal["bad", "warn"]
    """``bad``: something would not be seen."""
    where: str
    text: str
    tile: str = ""
    """Key of the tile; empty: the whole dashboard."""


def findings(dashboard: Dashboard) -> list[Finding]:
    """All of them, what would not be seen first."""
    found = [*_of_whole(dashboard)]
    for page in dashboard.pages:
        found += _of_page(page)
    return sorted(found, key=lambda one: one.kind)


def new_ones(before: Dashboard, after: Dashboard) -> list[Finding]:
    """What there would be to look at after a change and was not before; names of tiles do not count."""
    known = {(one.kind, one.tile, one.text) for one in findings(before)}
    return [one for one in findings(after) if (one.kind, one.tile, one.text) not in known]


def _of_whole(dashboard: Dashboard) -> Iterator[Finding]:
    if not dashboard.summary.strip():
        text = _("Es fehlt ein Satz, worum es geht; er steht auch in Suchmaschinen und Vorschauen.")
        yield Finding(kind="warn", where=dashboard.title, text=text)
    if not dashboard.title_en.strip():
        text = _("Es fehlt ein englischer Titel.")
        yield Finding(kind="warn", where=dashboard.title, text=text)


def _of_page(page: DashboardPage) -> Iterator[Finding]:
    if not page.tiles:
        yield Finding(kind="warn", where=page.title, text=_("Diese Seite ist leer."))
    for tile in page.tiles:
        for kind, text in _of_tile(tile):
            yield Finding(kind=kind, where=tile.title or tile.key, text=text, tile=tile.key)


def _of_tile(tile: AnyTile) -> Iterator[tuple[Literal["bad", "warn"], str]]:
    if isinstance(tile, ImageTile) and not (tile.picture and tile.alternative.strip()):
        yield "bad", _("Es fehlt das Bild oder seine Beschreibung.")
    if isinstance(tile, TextTile) and not tile.text.strip():
        yield "bad", _("Der Text ist leer.")
    for one in dict.fromkeys(expressions(tile)):
        yield from _of_expression(one)


def _of_expression(expression: str) -> Iterator[tuple[Literal["bad", "warn"], str]]:
    try:
        checked = series.check(expression)
    except CityError as error:
        yield "bad", str(error)
        return
    for text in checked.missing:
        yield "bad", text
