# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small map of one collection: ``{% load feature_maps %}{% feature_map collection %}``.

The page loads ``vendor/maplibre/maplibre-gl.css``, ``web/map.css`` and the module ``web/city-map.js``; the
legend and a link to the list of the features stand below the map already.
"""

from __future__ import annotations

from django import template
from django.urls import reverse

from stadtkern.flow.collections.facts import style_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.portal import collections

register = template.Library()


@register.inclusion_tag("portal/parts/feature_map.html")
def feature_map(collection: FeatureCollection, name: str = "sk-map--teaser") -> dict[str, object]:
    """The map with its legend; nothing when no feature has a place. ``name``: class of the figure."""
    if not collection.has_places or collection.bounds is None:
        return {"one": None}
    return {
        "one": collections.as_layer(collection),
        "map_src": reverse("portal:map-collection", args=[collection.key]),
        "map_class": name,
        "least_zoom": style_of(collection).least_zoom,
    }
