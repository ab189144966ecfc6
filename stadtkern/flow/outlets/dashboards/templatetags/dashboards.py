# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How tiles are printed. Load with ``{% load dashboards %}``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stadtkern.flow.outlets.dashboards import listing, provenance, reading
from stadtkern.flow.outlets.dashboards.listing import Card
from stadtkern.flow.outlets.dashboards.markup import Markup
from stadtkern.flow.outlets.dashboards.provenance import Said
from stadtkern.flow.outlets.dashboards.shown import ShownTile, TableTwin, View
from stadtkern.flow.outlets.dashboards.tabling import PrintedTable, printed
from stadtkern.kernel.domain import Domain
from stadtkern.web.drawing import drawings
from stadtkern.web.drawing.figures import SparkFigure

register = template.Library()
ROWS_ON_PAGE: Final = 25
ROWS_ALONE: Final = 1_000
_LONGEST_QUERY: Final = 300
_MARKUP: Final = Markup()


@register.simple_tag(takes_context=True)
def tile_markup(context: Context, shown: ShownTile) -> SafeString:
    """A tile in its frame; that of a public dashboard is made once for all who look in the same way."""
    found, chosen, request = context["read"], context["chosen"], context["request"]

    def made() -> SafeString:
        said: dict[str, object] = {str(key): value for key, value in context.flatten().items()}
        said |= {"shown": shown, "tile": shown.tile}
        return render_to_string("dashboards/tile.html", said)

    query = request.GET.urlencode()
    if not found.public or len(query) > _LONGEST_QUERY:
        return made()
    return _MARKUP.of((found.row.key, shown.tile.key, chosen.view.language, query), shown, made)


@register.simple_tag
def drawing(shown: ShownTile, view: View, *, large: bool = False) -> SafeString:
    """The figure of a tile, narrow and wide; ``large``: for a page of its own."""
    if shown.figure is None:
        return SafeString("")
    wide = large and not isinstance(shown.figure, SparkFigure)
    return drawings.pair(
        shown.figure,
        columns=12 if wide else shown.tile.width,
        height="normal" if large else shown.tile.height,
        language=view.language,
        ident=f"db-{shown.tile.key}",
        extra=shown.extra,
    )


@register.simple_tag
def table_of(shown: ShownTile, *, whole: bool = False) -> PrintedTable | None:
    """The table twin as it is printed; ``whole``: on a page of its own."""
    twin: TableTwin | None = shown.table
    if twin is None:
        return None
    language: Literal["de", "en"] = "en" if get_language() == "en" else "de"
    return printed(twin, language, most=ROWS_ALONE if whole else ROWS_ON_PAGE)


@register.simple_tag
def note_of(shown: ShownTile) -> provenance.StateNote | None:
    """What is to be said about the state of a tile; null: nothing."""
    return provenance.state_note(shown)


@register.simple_tag
def provenance_of(shown: ShownTile, now: datetime) -> Sequence[Said]:
    """Where the content of a tile comes from and how far it can be relied on."""
    return provenance.said(shown.facts, now)


@register.simple_tag
def dashboards_of(domain: Domain) -> Sequence[Card]:
    """The public dashboards of a subject."""
    return listing.cards(reading.public_of(domain.name))
