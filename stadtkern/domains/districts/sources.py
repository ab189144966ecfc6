# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Boundaries of districts, and addresses from OpenStreetMap."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.commons.geojson.reading import Given, Read, decode
from stadtkern.kernel.observation import Decoded, Payload

from .collections import ADDRESSES, DISTRICTS

_LEVELS = {"Stadtbezirk", "Stadtteil"}


def decode_districts(payload: Payload) -> Decoded:
    """Areas with ``number``, ``name`` and ``level``.

    Raises:
        PayloadRejected: no GeoJSON with features.
    """
    return decode(payload, DISTRICTS, _district)


def address(given: Given) -> dict[str, object] | None:
    """Tags of https://wiki.openstreetmap.org/wiki/Key:addr:*; street and house number make an address."""
    street, number = given.text("addr:street") or given.text("addr:place"), given.text("addr:housenumber")
    if street is None or number is None:
        return None
    return {
        "street": street,
        "house_number": number,
        "postal_code": given.text("addr:postcode"),
        "town": given.text("addr:city"),
        "district": given.text("addr:suburb"),
    }


def _district(given: Given) -> Read:
    number, name, level = given.text("number"), given.text("name"), given.text("level")
    if not (number and name):
        raise ValueError("Nummer („number“) oder Name („name“) fehlt")
    if level not in _LEVELS:
        raise ValueError(f"die Ebene („level“) muss eine von {', '.join(sorted(_LEVELS))} sein")
    return Read(key=number, properties={"number": number, "name": name, "level": level})


decode_addresses = openstreetmap.decoder(ADDRESSES, address)
