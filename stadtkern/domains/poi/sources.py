# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places from OpenStreetMap, and the lists of places of the city of Krefeld, one file per kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from stadtkern.commons.geojson import openstreetmap, place_lists
from stadtkern.commons.geojson.reading import Given
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

from .collections import KREFELD, PLACES

_OF_TAGS: Mapping[str, Mapping[str, str]] = {
    "tourism": {
        "museum": "museum", "gallery": "museum", "attraction": "sight", "zoo": "sight", "artwork": "sight",
        "viewpoint": "viewpoint", "information": "information", "picnic_site": "sight",
    },
    "historic": {
        "castle": "castle", "ruins": "ruins", "memorial": "monument", "monument": "monument",
        "archaeological_site": "ruins",
    },
    "amenity": {
        "library": "library", "theatre": "theatre", "arts_centre": "theatre", "planetarium": "museum",
        "place_of_worship": "worship", "townhall": "administration", "community_centre": "youth",
        "marketplace": "sight", "fountain": "sight", "police": "safety", "fire_station": "safety",
        "hospital": "health", "university": "school", "drinking_water": "other",
    },
    "leisure": {"stadium": "sport", "water_park": "sport", "sports_centre": "sport"},
}  # fmt: skip
"""Kind by tag, the more telling keys first."""
_OF_FILES = {
    "administration": "administration", "administrationothers": "administration", "cemetery": "park",
    "chapels": "worship", "churches": "worship", "churcheothers": "worship", "culture": "theatre",
    "cultureothers": "theatre", "disabledfleets": "disabled", "disabledothers": "disabled",
    "firestations": "safety", "gymnasiums": "sport", "hospitals": "health", "hotels": "hotel",
    "icerinks": "sport", "kindergartens": "kindergarten", "libraries": "library", "museums": "museum",
    "parking": "parking", "parks": "park", "policestations": "safety", "schools": "school",
    "schoolsothers": "school", "seniors": "seniors", "sportsfields": "sport", "swimmingbaths": "sport",
    "theaters": "theatre", "universities": "school", "youthcenter": "youth",
}  # fmt: skip
"""Kind by the name of the file without its ending."""
KREFELD_FILES = tuple(f"*krefeld*/{name}.json" for name in sorted(_OF_FILES))


def place(given: Given) -> dict[str, object] | None:
    """Named places of the tags above; https://wiki.openstreetmap.org/wiki/Map_features."""
    told = (kinds.get(given.text(key) or "") for key, kinds in _OF_TAGS.items())
    kind = next((one for one in told if one), None)
    if kind is None or given.text("name") is None:
        return None
    return {
        "name": given.text("name"),
        "kind": kind,
        "address": openstreetmap.address(given),
        "description": given.text("description:de") or given.text("description"),
        "opening_hours": given.text("opening_hours"),
        "wheelchair": openstreetmap.yes(given, "wheelchair"),
        "web": given.text("website"),
    }


def decode_krefeld(payload: Payload) -> Decoded:
    """One list of places; the others are in other files, so nothing is ever gone because of this one.

    Raises:
        PayloadRejected: no GeoJSON with features, or a list that is not known.
    """
    name = PurePosixPath(payload.name).stem
    kind = _OF_FILES.get(name)
    if kind is None:
        raise PayloadRejected(
            f"Die Liste „{name[:60]}“ ist nicht bekannt; bekannt: {', '.join(sorted(_OF_FILES))}."
        )
    read = place_lists.decoder(KREFELD, lambda given: _krefeld(given, kind))(payload)
    features = tuple(_prefixed(feature, name) for feature in read.features[KREFELD.key])
    return replace(read, features={KREFELD.key: features}, complete=frozenset())


def _krefeld(given: Given, kind: str) -> dict[str, object]:
    return {
        "name": place_lists.title(given),
        "kind": kind,
        "address": place_lists.address(given),
        "description": given.text("description"),
        "web": place_lists.web(given),
    }


def _prefixed(feature: Feature, name: str) -> Feature:
    return replace(feature, key=f"{name}-{feature.key}")


decode = openstreetmap.decoder(PLACES, place)
