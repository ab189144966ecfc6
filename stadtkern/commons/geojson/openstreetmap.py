# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""OpenStreetMap elements as GeoJSON: tags are the properties, ``way/123`` is the id.

That is how Overpass Turbo and osmtogeojson export them. Meaning of tags: https://wiki.openstreetmap.org/wiki/Tags
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stadtkern.kernel.collections import Collection
from stadtkern.kernel.domain import ODBL_1, Decoder, Source
from stadtkern.kernel.observation import Decoded, Payload

from .reading import Given, Read, decode

ATTRIBUTION = "© OpenStreetMap-Mitwirkende, ODbL 1.0"
_ELEMENT = re.compile(r"(node|way|relation)/\d+")
_SEPARATOR = re.compile(r"\s*;\s*")

Properties = Callable[[Given], Mapping[str, object] | None]
"""What the tags of an element say in the words of the collection; null: it does not belong there."""


def decoder(collection: Collection, properties: Properties) -> Decoder:
    """Reads an export of OpenStreetMap into this collection."""

    def read(given: Given) -> Read | None:
        found = properties(given)
        return None if found is None else Read(key=element(given), properties=found)

    def decoded(payload: Payload) -> Decoded:
        return decode(payload, collection, read)

    return decoded


def source(key: str, title: str, title_en: str, *, decode: Decoder, recorded: str) -> Source:
    """The declaration of a source that is an export of OpenStreetMap; files are named as its key."""
    return Source(
        key=key,
        title=title,
        title_en=title_en,
        publisher="OpenStreetMap",
        homepage="https://www.openstreetmap.org/copyright",
        licence=ODBL_1,
        attribution=ATTRIBUTION,
        decode=decode,
        files=(f"*{key}*.geojson", f"*{key}*.json"),
        recorded=recorded,
    )


def element(given: Given) -> str:
    """Its lasting name, e.g. ``way/123``.

    Raises:
        ValueError: it has none.
    """
    name = given.id if _ELEMENT.fullmatch(given.id) else given.text("@id") or ""
    if not _ELEMENT.fullmatch(name):
        raise ValueError("die Kennung der Art „way/123“ fehlt; bitte mit OSM-Kennungen exportieren")
    return name


def yes(given: Given, tag: str) -> bool | None:
    """Whether a tag says yes or no; null when it says neither."""
    match given.text(tag):
        case "yes" | "designated" | "permissive" | "free":
            return True
        case "no" | "none":
            return False
        case _:
            return None


def whole(given: Given, tag: str) -> int | None:
    """A tag that is a number without unit."""
    text = given.text(tag) or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def several(given: Given, tag: str) -> str | None:
    """A tag with several values, divided by commas."""
    text = given.text(tag)
    return ", ".join(part for part in _SEPARATOR.split(text) if part) if text else None


def address(given: Given) -> str | None:
    """Street and house number, when both are tagged."""
    street, number = given.text("addr:street"), given.text("addr:housenumber")
    return f"{street} {number}" if street and number else None
