# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public toilets from OpenStreetMap."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.commons.geojson.reading import Given

from .collections import TOILETS

_NO_PUBLIC = {"private", "customers", "no"}
_ROOMS = (("female", "Damen"), ("male", "Herren"), ("unisex", "für alle"))


def toilet(given: Given) -> dict[str, object] | None:
    """Tags of https://wiki.openstreetmap.org/wiki/Tag:amenity%3Dtoilets; for everybody."""
    if given.text("amenity") != "toilets" or given.text("access") in _NO_PUBLIC:
        return None
    rooms = [word for tag, word in _ROOMS if openstreetmap.yes(given, tag)]
    return {
        "name": given.text("name"),
        "address": openstreetmap.address(given),
        "wheelchair": _wheelchair(given),
        "changing_table": openstreetmap.yes(given, "changing_table"),
        "fee": openstreetmap.yes(given, "fee"),
        "charge": given.text("charge"),
        "rooms": ", ".join(rooms) or None,
        "opening_hours": given.text("opening_hours"),
        "key_system": given.text("centralkey"),
        "operator": given.text("operator"),
    }


def _wheelchair(given: Given) -> bool | None:
    """The room counts; when only the way there is tagged, that."""
    room = openstreetmap.yes(given, "toilets:wheelchair")
    return openstreetmap.yes(given, "wheelchair") if room is None else room


decode = openstreetmap.decoder(TOILETS, toilet)
