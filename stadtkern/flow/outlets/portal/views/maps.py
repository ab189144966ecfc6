# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map, its list twin, and the layers as GeoJSON."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from stadtkern.flow.collections import service
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal import areas, background, collections, places
from stadtkern.flow.outlets.portal.collections import ShownCollection
from stadtkern.flow.outlets.portal.encoding import tagged_json
from stadtkern.flow.outlets.portal.places import PlacedLayer
from stadtkern.kernel import registry
from stadtkern.web.templatetags.web import local

from .edge import page

_PER_PAGE = 25


@page
def city_map(request: HttpRequest) -> HttpResponseBase:
    """The map with its list; htmx asks for the list alone."""
    layers = places.layers()
    asked = request.GET.getlist("ebene")
    filtered = "suche" in request.GET or bool(asked) or "sammlung" in request.GET
    chosen = tuple(one for one in layers if one.layer.key in asked) if filtered else layers
    search = request.GET.get("suche", "").strip()[:100]
    found = places.things_on(chosen, search=search).order_by("name", "pk")
    shown = Paginator(found, _PER_PAGE).get_page(request.GET.get("seite"))
    given = collections.shown(request.GET.getlist("sammlung") if filtered else None)
    context = {
        "map_collections": given,
        "layers": [(one, one in chosen) for one in layers],
        "chosen": chosen,
        "areas": areas.shown(timezone.now()),
        "attributions": [*background.attributions(layers), *collections.attributions(given)],
        "search": search,
        "page": shown,
        "places": places.places(shown.object_list, lake=lake(), now=timezone.now()),
    }
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "portal/map.html" if whole else "portal/map_results.html", context)


@page
@gzip_page
def plan(request: HttpRequest) -> HttpResponseBase:
    """Layers and backgrounds of a map; ``thema`` limits it to a domain, ``ebene`` names the visible ones."""
    layers = places.layers()
    subject = request.GET.get("thema")
    if subject:
        layers = tuple(one for one in layers if one.domain.slug == subject)
    asked = request.GET.getlist("ebene")
    found = _of_subject(subject) if subject else collections.shown(_asked_collections(request))
    content = {
        "layers": [_layer(one, shown=not asked or one.layer.key in asked) for one in layers],
        "collections": collections.planned(found),
        "areas": [] if subject else [asdict(one) for one in areas.shown(timezone.now())],
        **_ground(),
        "bounds": _bounds(layers, asked, found),
    }
    return tagged_json(request, content, media_type="application/json")


def _bounds(
    layers: tuple[PlacedLayer, ...], asked: list[str], found: list[ShownCollection]
) -> list[list[float]] | None:
    """Around the places that are drawn; when there are none, around the collections."""
    drawn = [one for one in layers if not asked or one.layer.key in asked]
    return places.bounds(drawn) or collections.corners([one for one in found if one.chosen] or found)


def _of_subject(slug: str) -> list[ShownCollection]:
    """All collections of a subject, drawn at once."""
    named = next((one.name for one in registry.domains() if one.slug == slug), "")
    return [replace(one, chosen=True) for one in collections.shown(domain=named)] if named else []


def _asked_collections(request: HttpRequest) -> list[str] | None:
    """Those that are drawn: the named ones, none when places alone are named; null: nobody said."""
    asked = request.GET.getlist("sammlung")
    return asked if "sammlung" in request.GET or "ebene" in request.GET else None


@page
@gzip_page
def collection_plan(request: HttpRequest, key: str) -> HttpResponseBase:
    """The map of one collection, also of an internal one for people of its department."""
    found = [collections.as_layer(service.by_key(key, request.user))]
    content = {
        "layers": [],
        "collections": collections.planned(found),
        **_ground(),
        "bounds": collections.corners(found),
    }
    return tagged_json(request, content, media_type="application/json")


def _ground() -> dict[str, object]:
    """What lies below all layers."""
    return {
        "boundaries": [
            {"url": reverse("portal:map-boundary", args=[one.name])} for one in background.boundaries()
        ],
        "basemap": {"tiles": background.BASEMAP_TILES} if settings.BASEMAP else None,
    }


def _layer(one: PlacedLayer, *, shown: bool) -> dict[str, object]:
    return {
        "key": one.layer.key,
        "title": local(one.layer, "title"),
        "colour": one.layer.colour,
        "shape": one.layer.shape,
        "url": reverse("portal:map-layer", args=[one.layer.key]),
        "shown": shown,
    }


@page
@gzip_page
def layer(request: HttpRequest, key: str) -> HttpResponseBase:
    """All places of a layer as GeoJSON."""
    content = places.features(places.layer(key), lake=lake(), now=timezone.now())
    return tagged_json(request, content, media_type="application/geo+json")


@page
@gzip_page
def boundary(request: HttpRequest, name: str) -> HttpResponseBase:
    """A boundary file of the background."""
    found = background.boundary(name)
    response = FileResponse(found.path.open("rb"), content_type="application/geo+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
