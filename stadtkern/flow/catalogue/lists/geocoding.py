# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which list of DCAT-AP.de a municipality key belongs to (dcatde:politicalGeocodingURI and its level).

Source: DCAT-AP.de 3.0, controlled vocabularies, http://dcat-ap.de/def/politicalGeocoding/.
"""

from __future__ import annotations

_BASE = "http://dcat-ap.de/def/politicalGeocoding/"
_LISTS = {
    2: "stateKey",
    3: "governmentDistrictKey",
    5: "districtKey",
    8: "municipalityKey",
    12: "regionalKey",
}
_LEVELS = {
    2: "state",
    3: "administrativeDistrict",
    5: "administrativeDistrict",
    8: "municipality",
    12: "municipality",
}


def geocoding_iri(key: str) -> str:
    """IRI of a key with 2, 3, 5, 8 or 12 digits; empty for other lengths."""
    name = _LISTS.get(len(key), "")
    return f"{_BASE}{name}/{key}" if name and key.isdecimal() else ""


def level_iri(key: str) -> str:
    """IRI of the administrative level of such a key; empty for other lengths."""
    name = _LEVELS.get(len(key), "")
    return f"{_BASE}Level/{name}" if name and key.isdecimal() else ""
