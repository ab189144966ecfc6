# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Styles (MapLibre style specification 8), their metadata and their legends as documents."""

from __future__ import annotations

from collections.abc import Sequence

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.vector_tiles.grids import WEB_MERCATOR
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.tiles import layers, tilesets

from .drawing import PUBLISHED, drawn, signs

CITY = "alle_ebenen"
"""Name of the style with all collections; no collection can be called so."""
MAPLIBRE = "application/vnd.mapbox.style+json"
_LEGEND_REL = "http://www.opengis.net/def/rel/ogc/1.0/legend"


def address(request: Request, style: str) -> str:
    """Address of a style."""
    return f"{request.base}/styles/{style}"


def title(request: Request, style: str, collections: Sequence[FeatureCollection]) -> str:
    """What a style is called."""
    if style == CITY:
        return request.local("Alle Ebenen", "All layers")
    return request.local(collections[0].title, collections[0].title_en)


def style(request: Request, name: str, collections: Sequence[FeatureCollection]) -> dict[str, Json]:
    """The style: a source of tiles per collection, areas below lines below points."""
    sources: dict[str, Json] = {one.key: _source(request, one) for one in collections}
    every = [layer for one in in_order(collections) for layer in drawn(one, PUBLISHED, source=one.key)]
    ground: dict[str, Json] = {
        "id": "ground",
        "type": "background",
        "paint": {"background-color": "#f2f3f7"},
    }
    found: dict[str, Json] = {
        "version": 8,
        "name": title(request, name, collections),
        "sprite": f"{request.base}/sprites/default",
        "sources": sources,
        "layers": [ground, *every],
    }
    bounds = tilesets.of_city(request, collections).bounds
    if bounds is not None:
        west, south, east, north = bounds
        found |= {"center": [(west + east) / 2, (south + north) / 2], "zoom": 11}
    return found


def in_order(collections: Sequence[FeatureCollection]) -> list[FeatureCollection]:
    """From bottom to top, so that nothing small is hidden below something large."""
    heights = {"polygon": 0, "any": 1, "line": 2, "point": 3}
    return sorted(collections, key=lambda one: heights.get(one.geometry, 1))


def _source(request: Request, collection: FeatureCollection) -> dict[str, Json]:
    told = tilesets.tilejson(request, tilesets.of_collection(request, collection), WEB_MERCATOR)
    kept = ("tiles", "bounds", "minzoom", "maxzoom", "attribution", "scheme")
    return {"type": "vector", **{name: told[name] for name in kept if told.get(name) not in ("", None)}}


def metadata(request: Request, name: str, collections: Sequence[FeatureCollection]) -> dict[str, Json]:
    """What a style is and shows (20-009, style metadata)."""
    here = address(request, name)
    return {
        "id": name,
        "title": title(request, name, collections),
        "scope": "style",
        "stylesheets": [
            {
                "title": "MapLibre",
                "version": "8",
                "specification": "https://maplibre.org/maplibre-style-spec/",
                "native": True,
                "link": {"href": here, "rel": "stylesheet", "type": MAPLIBRE},
            }
        ],
        "layers": [
            {
                "id": one.key,
                "type": one.geometry,
                "sampleData": {
                    "href": f"{sight.address_of(request, one)}/items",
                    "rel": "items",
                    "type": "application/geo+json",
                },
                "attributes": [{"id": field.key} for field in layers.shown_fields(one)],
            }
            for one in collections
        ],
        "links": links(request, name),
    }


def links(request: Request, name: str) -> list[Json]:
    """To the style, to what is known about it and to its legend."""
    here = address(request, name)
    return [
        {"href": here, "rel": "stylesheet", "type": MAPLIBRE, "title": "MapLibre"},
        {"href": f"{here}/metadata", "rel": "describedby", "type": "application/json"},
        {"href": f"{here}/legend", "rel": _LEGEND_REL, "type": "application/json", "title": "Legende"},
        {"href": f"{here}/legend?f=html", "rel": _LEGEND_REL, "type": "text/html", "title": "Legende"},
    ]


def listed(request: Request, names: Sequence[tuple[str, Sequence[FeatureCollection]]]) -> dict[str, Json]:
    """Styles with their links (20-009, styles)."""
    found: list[Json] = [
        {"id": name, "title": title(request, name, shown), "links": links(request, name)}
        for name, shown in names
    ]
    return {"styles": found, "default": names[0][0]} if names else {"styles": []}


def legend(request: Request, name: str, collections: Sequence[FeatureCollection]) -> dict[str, Json]:
    """What the signs mean, in German and English."""
    told: list[Json] = [
        {
            "collection": one.key,
            "title": one.title,
            "titleEn": one.title_en or one.title,
            "geometry": one.geometry,
            "entries": [
                {
                    "title": sign.title,
                    "titleEn": sign.title_en,
                    "value": sign.value,
                    "colour": PUBLISHED.colour(sign.colour),
                    "colourName": sign.colour,
                    "symbol": PUBLISHED.symbol(sign.shape, sign.colour) if one.geometry != "line" else None,
                    "dashes": [*sign.dash],
                }
                for sign in signs(one)
            ],
        }
        for one in collections
    ]
    return {"id": name, "title": title(request, name, collections), "layers": told}
