# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the portal; include inside ``i18n_patterns``."""

from django.urls import path, register_converter

from .views import datastreams, maps, place, start, subjects


class Code:
    """The code of a thing or datastream; it may contain slashes."""

    regex = r"[^\s?#]+?"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the register."""
        return value


register_converter(Code, "code")

app_name = "portal"
urlpatterns = [
    path("", start.start, name="start"),
    path("karte/", maps.city_map, name="map"),
    path("karte/ebenen.json", maps.plan, name="map-plan"),
    path("karte/ebenen/<slug:key>.geojson", maps.layer, name="map-layer"),
    path("karte/sammlung/<slug:key>.json", maps.collection_plan, name="map-collection"),
    path("karte/grenzen/<str:name>.geojson", maps.boundary, name="map-boundary"),
    path("orte/<code:code>/", place.place, name="place"),
    path("themen/", subjects.subjects, name="subjects"),
    path("themen/<slug:slug>/", subjects.subject, name="subject"),
    path("messwerte/", datastreams.datastreams, name="datastreams"),
    path("messwerte/<code:code>/reihe.json", datastreams.series_json, name="series"),
    path("messwerte/<code:code>/werte.<str:kind>", datastreams.download, name="download"),
    path("messwerte/<code:code>/", datastreams.datastream, name="datastream"),
]
