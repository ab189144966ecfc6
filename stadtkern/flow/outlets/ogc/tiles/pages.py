# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages about tiles for people: grids, and where the tiles of a collection or of the whole city are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from stadtkern.flow.lake.vector_tiles.grids import GRIDS
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.html.addresses import collection_address, page_address
from stadtkern.flow.outlets.ogc.html.words import Visit
from stadtkern.web.templatetags.web import local

from . import layers, matrices, tilesets

Trail = list[tuple[str, str]]


def grids(visit: Visit) -> HttpResponse:
    """In which grids there are tiles; one of them with its levels."""
    key = visit.arguments.get("tileMatrixSetId")
    chosen = matrices.grid_of(key) if key else None
    scales = (
        [(z, chosen.scale_denominator(z), chosen.cell_size(z)) for z in range(chosen.levels)]
        if chosen
        else []
    )
    context = {
        "grids": [(one, page_address(f"tileMatrixSets/{one.key}")) for one in GRIDS],
        "chosen": chosen,
        "scales": scales,
        "machine": f"{visit.asked.url}?f=json",
        "trail": [*trail(), *([(_("Gitter"), page_address("tileMatrixSets"))] if chosen else [])],
    }
    return render(visit.request, "ogc/grids.html", context)


def city(visit: Visit) -> HttpResponse:
    """The tiles of the whole city."""
    every = layers.drawn(sight.collections_of(visit.asked))
    found = tilesets.of_city(visit.asked, every)
    context: dict[str, object] = {"collections": every, "title": _("Kacheln aller Sammlungen")}
    return _shown(visit, found, {**context, "trail": trail()})


def collection(visit: Visit) -> HttpResponse:
    """The tiles of one collection."""
    one = sight.collection_of(visit.asked, visit.arguments["collectionId"])
    found = tilesets.of_collection(visit.asked, one)
    title = local(one, "title")
    steps = [(_("Objektsammlungen"), page_address("collections")), (title, collection_address(one.key))]
    context = {
        "collection": one,
        "collections": [one],
        "title": _("Kacheln: %(title)s") % {"title": title},
        "trail": [*trail(), *steps],
    }
    return _shown(visit, found, context)


def _shown(visit: Visit, found: tilesets.Tileset, more: dict[str, object]) -> HttpResponse:
    mercator, *_others = GRIDS
    rows = [
        {
            "grid": grid,
            "url": page_address(f"tileMatrixSets/{grid.key}"),
            "template": found.url(grid, "{z}/{y}/{x}"),
            "document": found.url(grid, f="json"),
            "last": matrices.last_level(grid),
        }
        for grid in GRIDS
    ]
    context = {"rows": rows, "tilejson": found.url(mercator, f="tilejson"), **more}
    return render(visit.request, "ogc/tileset.html", context)


def trail() -> Trail:
    """The way to everything about geodata."""
    return [(_("Geodaten"), page_address(""))]
