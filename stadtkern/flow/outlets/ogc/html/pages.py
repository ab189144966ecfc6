# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages by the names of their routes: what is here, collections, their fields, the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common import parts, sight
from stadtkern.flow.outlets.ogc.cql.words import Kind
from stadtkern.flow.outlets.ogc.features import fields as named
from stadtkern.flow.outlets.ogc.features import layers
from stadtkern.flow.outlets.ogc.features.crs import SERVED
from stadtkern.flow.outlets.ogc.styles import pages as style_pages
from stadtkern.flow.outlets.ogc.tiles import pages as tile_pages
from stadtkern.kernel.licences import LICENCES
from stadtkern.web.templatetags.web import local

from . import items
from .addresses import collection_address, page_address
from .values import unit_of
from .words import Page, Visit

_KINDS: Mapping[Kind, str | Promise] = {
    "text": gettext_lazy("Text"),
    "integer": gettext_lazy("ganze Zahl"),
    "number": gettext_lazy("Zahl"),
    "boolean": gettext_lazy("ja oder nein"),
    "date": gettext_lazy("Tag"),
    "datetime": gettext_lazy("Zeitpunkt"),
    "json": "JSON",
    "geometry": gettext_lazy("Geometrie"),
}


def landing(visit: Visit) -> HttpResponse:
    """What there is at this address."""
    context = {
        "collections": len(sight.collections_of(visit.asked)),
        "root": f"{visit.asked.base}/",
        "collections_url": page_address("collections"),
        "conformance_url": page_address("conformance"),
        "catalogue_url": reverse("open_data:datasets"),
    }
    return render(visit.request, "ogc/landing.html", context)


def conformance(visit: Visit) -> HttpResponse:
    """Which classes of the standards are served."""
    groups = [(one.title, one.conformance) for one in parts.parts() if one.conformance]
    return render(visit.request, "ogc/conformance.html", {"groups": groups, "trail": _trail()})


def collections(visit: Visit) -> HttpResponse:
    """All collections."""
    search = visit.request.GET.get("suche", "").strip()[:100]
    found = sight.collections_of(visit.asked)
    wanted = search.casefold()
    shown = [one for one in found if wanted in f"{one.title} {one.title_en} {one.key}".casefold()]
    rows = [(one, collection_address(one.key)) for one in shown]
    context = {"rows": rows, "search": search, "trail": _trail()}
    return render(visit.request, "ogc/collections.html", context)


def collection(visit: Visit) -> HttpResponse:
    """One collection: what it is, its map, its fields, its ways to the data."""
    one = sight.collection_of(visit.asked, visit.arguments["collectionId"])
    home = sight.address_of(visit.asked, one)
    context = {
        "collection": one,
        "title": local(one, "title"),
        "licence": LICENCES.get(one.licence),
        "fields": [(field, unit_of(field)) for field in sight.fields_of(visit.asked, one)],
        "items_url": collection_address(one.key, "items"),
        "address": f"{home}/items",
        "forms": [
            (form.title, f"{home}/items?f={form.name}") for form in layers.FORMS if form.name != "html"
        ],
        "systems": [crs for crs in SERVED if one.has_places],
        "trail": [*_trail(), (_("Objektsammlungen"), page_address("collections"))],
    }
    return render(visit.request, "ogc/collection.html", context)


def fields(visit: Visit) -> HttpResponse:
    """The fields of a collection, as they may be asked, sorted by and sent."""
    one = sight.collection_of(visit.asked, visit.arguments["collectionId"])
    seen = sight.fields_of(visit.asked, one)
    context = {
        "collection": one,
        "title": local(one, "title"),
        "rows": [(field, _KINDS[field.kind]) for field in named.queryables(seen, layers.geometry_of(one))],
        "sortables": frozenset(named.sortables(seen)),
        "machine": f"{visit.asked.url}?f=json",
        "trail": collection_trail(one),
    }
    return render(visit.request, "ogc/fields.html", context)


def collection_trail(one: FeatureCollection) -> list[tuple[str, str]]:
    """The way to what lies below a collection."""
    steps = [*_trail(), (_("Objektsammlungen"), page_address("collections"))]
    return [*steps, (local(one, "title"), collection_address(one.key))]


def catalogue(visit: Visit) -> HttpResponse:
    """The catalogue has pages of its own."""
    return redirect(reverse("open_data:datasets"))


def record(visit: Visit) -> HttpResponse:
    """A dataset has a page of its own."""
    return redirect(reverse("open_data:dataset", args=[visit.arguments["recordId"]]))


def _trail() -> list[tuple[str, str]]:
    return [(_("Geodaten"), page_address(""))]


PAGES: Mapping[str, Page] = {
    "landing": landing,
    "conformance": conformance,
    "collections": collections,
    "collection": collection,
    "queryables": fields,
    "sortables": fields,
    "schema": fields,
    "items": items.items,
    "item": items.item,
    "catalogue": catalogue,
    "records": catalogue,
    "record": record,
    "grids": tile_pages.grids,
    "grid": tile_pages.grids,
    "tilesets": tile_pages.city,
    "tileset": tile_pages.city,
    "collection-tilesets": tile_pages.collection,
    "collection-tileset": tile_pages.collection,
    "styles": style_pages.styles,
    "collection-styles": style_pages.styles,
    "style": style_pages.style,
    "style-metadata": style_pages.style,
    "legend": style_pages.style,
}
