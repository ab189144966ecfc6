# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Playgrounds from OpenStreetMap (``leisure=playground``) and from the open data of Krefeld."""

from __future__ import annotations

import re

from stadtkern.commons.geojson import openstreetmap, place_lists
from stadtkern.commons.geojson.reading import Given

from .collections import KREFELD, PLAYGROUNDS

_KIND = re.compile(r"\s*\((?P<kind>[^()]*platz[^()]*)\)\s*$", re.IGNORECASE)


def of_openstreetmap(given: Given) -> dict[str, object] | None:
    """Tags of https://wiki.openstreetmap.org/wiki/Tag:leisure%3Dplayground."""
    if given.text("leisure") != "playground":
        return None
    return {
        "name": given.text("name"),
        "kind": "Spielplatz",
        "address": openstreetmap.address(given),
        "least_age": openstreetmap.whole(given, "min_age"),
        "most_age": openstreetmap.whole(given, "max_age"),
        "wheelchair": openstreetmap.yes(given, "wheelchair"),
        "surface": openstreetmap.several(given, "surface"),
        "opening_hours": given.text("opening_hours"),
        "operator": given.text("operator"),
        "web": given.text("website"),
    }


def of_krefeld(given: Given) -> dict[str, object]:
    """The kind stands in brackets behind the name: ``Höppnerstraße im Westen (Spielplatz)``."""
    title = place_lists.title(given)
    kind = _KIND.search(title)
    return {
        "name": _KIND.sub("", title),
        "kind": kind["kind"] if kind else "Spielplatz",
        "address": place_lists.address(given),
        "operator": "Stadt Krefeld",
        "web": place_lists.web(given),
    }


decode = openstreetmap.decoder(PLAYGROUNDS, of_openstreetmap)
decode_krefeld = place_lists.decoder(KREFELD, of_krefeld)
