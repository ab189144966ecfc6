# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages about styles for people: which there are, and the legend of one with its map."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.html.addresses import page_address
from stadtkern.flow.outlets.ogc.html.words import Visit
from stadtkern.flow.outlets.ogc.tiles import layers
from stadtkern.flow.outlets.ogc.tiles.pages import trail

from . import answers, documents
from .documents import CITY
from .drawing import signs


def styles(visit: Visit) -> HttpResponse:
    """All styles, or those that show a collection."""
    every = layers.drawn(sight.collections_of(visit.asked))
    key = visit.arguments.get("collectionId")
    if key:
        every = [sight.collection_of(visit.asked, key)]
    named = [(CITY, _("Alle Ebenen"))] if every else []
    named += [(one.key, visit.asked.local(one.title, one.title_en)) for one in every]
    rows = [
        (title, page_address(f"styles/{name}"), documents.address(visit.asked, name)) for name, title in named
    ]
    return render(visit.request, "ogc/styles.html", {"rows": rows, "trail": trail()})


def style(visit: Visit) -> HttpResponse:
    """One style: its legend, its map, its address for programs."""
    name = visit.arguments["styleId"]
    shown = answers.shown_by(visit.asked, name)
    context = {
        "title": documents.title(visit.asked, name, shown),
        "legends": [(one, one.geometry, signs(one)) for one in shown],
        "collection": shown[0] if name != CITY else None,
        "address": documents.address(visit.asked, name),
        "trail": [*trail(), (_("Darstellungen"), page_address("styles"))],
    }
    return render(visit.request, "ogc/style.html", context)
