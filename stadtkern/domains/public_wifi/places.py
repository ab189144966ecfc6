# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places with Wi-Fi from OpenStreetMap."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.commons.geojson.reading import Given

from .collections import PLACES


def place(given: Given) -> dict[str, object] | None:
    """Tags of https://wiki.openstreetmap.org/wiki/Key:internet_access; private ones are left out."""
    offers = given.text("internet_access") == "wlan" or given.text("amenity") == "wlan"
    if not offers or given.text("access") == "private":
        return None
    fee, free = (
        openstreetmap.yes(given, "internet_access:fee"),
        openstreetmap.yes(given, "internet_access:free"),
    )
    return {
        "name": given.text("name"),
        "address": openstreetmap.address(given),
        "operator": given.text("internet_access:operator") or given.text("operator"),
        "free": free if fee is None else not fee,
        "ssid": given.text("internet_access:ssid"),
        "opening_hours": given.text("opening_hours"),
        "web": given.text("website"),
    }


decode = openstreetmap.decoder(PLACES, place)
