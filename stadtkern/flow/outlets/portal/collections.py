# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections of features on the map: vector tiles, signs, lists, and what a click tells."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.styles.documents import in_order
from stadtkern.flow.outlets.ogc.styles.drawing import PAGE, Sign, drawn, signs
from stadtkern.flow.outlets.ogc.tiles import layers
from stadtkern.web.templatetags.web import local

_API = "/api/ogc/collections"
_UNITS = {"m2": "m²", "m3": "m³", "Cel": "°C", "deg": "°"}
"""How codes of UCUM are printed."""
MOST_AT_FIRST = 1_000
"""Collections of points with no more features than this are drawn at first; others when they are ticked."""


@dataclass(frozen=True, kw_only=True)
class ShownCollection:
    """A collection as a layer of the map."""

    collection: FeatureCollection
    signs: tuple[Sign, ...]
    chosen: bool

    @property
    def kind(self) -> str:
        """How its signs look: point, line, polygon, or any of them."""
        return self.collection.geometry

    @property
    def items_url(self) -> str:
        """The list of its features, for people."""
        return f"{_API}/{quote(self.collection.key)}/items?f=html"

    @property
    def dataset_url(self) -> str:
        """The page of the data."""
        return reverse("open_data:dataset", args=[self.collection.key])


def shown(asked: Many[str] | None = None, *, domain: str = "") -> list[ShownCollection]:
    """The public collections with places, by title; ``asked`` are the keys of those that are drawn."""
    every = service.visible().filter(features__gt=0, west__isnull=False)
    rows = layers.drawn([*(every.filter(domain=domain) if domain else every)])
    return [as_layer(one, chosen=_at_first(one) if asked is None else one.key in asked) for one in rows]


def as_layer(collection: FeatureCollection, *, chosen: bool = True) -> ShownCollection:
    """A collection with its signs."""
    return ShownCollection(collection=collection, signs=tuple(signs(collection)), chosen=chosen)


def _at_first(collection: FeatureCollection) -> bool:
    return collection.geometry == "point" and collection.features <= MOST_AT_FIRST


def planned(found: Sequence[ShownCollection]) -> list[dict[str, object]]:
    """The layers as ``<city-map>`` reads them, from bottom to top."""
    by_key = {one.collection.key: one for one in found}
    return [_planned(by_key[one.key]) for one in in_order([one.collection for one in found])]


def _planned(one: ShownCollection) -> dict[str, object]:
    collection = one.collection
    base = f"{_API}/{quote(collection.key)}"
    return {
        "key": collection.key,
        "title": local(collection, "title"),
        "shown": one.chosen,
        "tiles": f"{base}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}",
        "items": f"{base}/items/",
        "minzoom": layers.least_level(collection),
        "maxzoom": layers.LAST_LEVEL,
        "bounds": collection.bounds,
        "name": collection.name_field,
        "fields": [
            {
                "key": field.key,
                "title": local(field, "title"),
                "unit": _UNITS.get(field.unit, field.unit),
                "values": dict(field.values),
                "yes": _("ja"),
                "no": _("nein"),
            }
            for field in layers.shown_fields(collection)
            if field.key != collection.name_field
        ],
        "layers": drawn(collection, PAGE, source=collection.key),
    }


def corners(found: Sequence[ShownCollection]) -> list[list[float]] | None:
    """South-west and north-east corner of all of them; null when there are none."""
    boxes = [one.collection.bounds for one in found if one.collection.bounds]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return [[min(wests), min(souths)], [max(easts), max(norths)]]


def attributions(found: Sequence[ShownCollection]) -> list[str]:
    """What must be named under a map with them, each sentence once."""
    return list(dict.fromkeys(one.collection.attribution for one in found if one.collection.attribution))
