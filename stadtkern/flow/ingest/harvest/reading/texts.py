# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts, addresses, times and codes as other catalogues write them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from stadtkern.flow.catalogue.lists.formats import FILE_TYPES, FileType, by_media_type, by_name
from stadtkern.flow.ingest.harvest.words import Catalogue, RecordRefused
from stadtkern.kernel.licences import LICENCES, Licence

MOST_TITLE = 300
MOST_DESCRIPTION = 20_000
MOST_ADDRESS = 2_000
_CITY_TIME = ZoneInfo("Europe/Berlin")
_DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<\s*(br|/p|/li|/div|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WRONG = re.compile(r"[\x00-\x20<>\"{}|\\^`\ud800-\udfff]")
"""Characters that no IRI has (RFC 3987, 2.2)."""
_PERSON = re.compile(r"\b(Herrn?|Frau|Dr\.)(?!\w)")
_LICENCE_WORDS = {
    "cc-by-4.0": "cc-by/4.0",
    "cc-by-4": "cc-by/4.0",
    "cc-zero": "cc-zero",
    "cc0": "cc-zero",
    "cc0-1.0": "cc-zero",
    "cc-by-sa-4.0": "cc-by-sa/4.0",
    "dl-de-zero-2.0": "dl-zero-de/2.0",
    "dl-de-by-2.0": "dl-by-de/2.0",
    "dl-de-by-1.0": "dl-by-de/1.0",
    "odc-odbl": "odbl",
    "odbl-1.0": "odbl",
    "notspecified": "",
}


def plain(text: object, most: int = MOST_DESCRIPTION) -> str:
    """Text without markup and control characters; what is no text is empty."""
    if not isinstance(text, str):
        return ""
    cut = text[: 4 * most]
    without = _TAG.sub("", _BREAK.sub("\n", _DROPPED.sub("", cut)))
    clean = _CONTROL.sub("", html.unescape(without).replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\n{3,}", "\n\n", clean).strip()[:most]


def titled(text: object) -> str:
    """A title in one line."""
    return " ".join(plain(text, MOST_TITLE).split())


def address(text: object) -> str:
    """An http(s) address.

    Raises:
        RecordRefused: it is none; the sentence says why.
    """
    found = text.strip() if isinstance(text, str) else ""
    wrong = _WRONG.search(found)
    if wrong is not None:
        raise RecordRefused(
            f"Die Adresse „{found[:120]}“ enthält ein Zeichen, das Adressen nicht haben dürfen: "
            f"{_named(wrong.group())} an Stelle {wrong.start() + 1}."
        )
    try:
        parts = urlsplit(found)
        fine = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        fine = False
    if not fine or len(found) > MOST_ADDRESS:
        raise RecordRefused(f"„{found[:120]}“ ist keine Internetadresse mit http:// oder https://.")
    return found


def is_person(name: str) -> bool:
    """Whether a contact is written as a person and not as an office."""
    return _PERSON.search(name) is not None


def optional_address(text: object) -> str:
    """An http(s) address; empty when it is none."""
    try:
        return address(text)
    except RecordRefused:
        return ""


def moment(text: object) -> datetime | None:
    """A moment in UTC; days begin in the city's time. What cannot be read is null."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text.strip()[:40])
        aware = found if found.tzinfo else found.replace(tzinfo=_CITY_TIME)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def licence(names: Iterable[str], catalogue: Catalogue) -> Licence:
    """The first licence that is known, by code, IRI, address or usual short name; else the catalogue's.

    Raises:
        RecordRefused: none is known, and the catalogue has none for such records.
    """
    given = [one.strip() for one in names if one and one.strip()]
    for name in given:
        found = _known(name)
        if found is not None:
            return found
    if catalogue.licence is not None:
        return catalogue.licence
    if given:
        raise RecordRefused(f"Die Lizenz „{given[0][:120]}“ steht nicht in der Liste von DCAT-AP.de.")
    raise RecordRefused("Der Datensatz nennt keine Lizenz.")


def file_type(*names: str) -> FileType | None:
    """The first format that is known, by IRI of the EU list, code, media type or file name."""
    for name in names:
        code = name.rstrip("/").rsplit("/", 1)[-1].upper()
        found = FILE_TYPES.get(_FORMAT_WORDS.get(code, code)) or by_media_type(name) or by_name(name)
        if found is not None:
            return found
    return None


_FORMAT_WORDS = {
    "WFS": "WFS_SRVC",
    "WMS": "WMS_SRVC",
    "API": "REST",
    "SHAPE": "SHP",
    "GEOPACKAGE": "GPKG",
    "EXCEL": "XLSX",
}


def _known(name: str) -> Licence | None:
    lowered = name.lower().rstrip("/")
    code = _LICENCE_WORDS.get(lowered, lowered)
    ending = _plain_address(lowered)
    for one in LICENCES.values():
        same = one.code.lower() in {code, lowered}
        if same or ending in {_plain_address(one.uri.lower()), _plain_address(one.url.lower())}:
            return one
    return None


def _plain_address(text: str) -> str:
    """Without scheme, www and a slash at the end, so that http and https are the same."""
    return re.sub(r"^https?://(www\.)?", "", text).rstrip("/")


def _named(character: str) -> str:
    return (
        "ein Leerzeichen"
        if character == " "
        else f"„{character}“"
        if character.isprintable()
        else "ein Steuerzeichen"
    )
