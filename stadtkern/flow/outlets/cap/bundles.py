# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a feed of alerts is made of: one document, a ZIP of documents, or an Atom index with links to them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

from . import reading
from .words import MEDIA_TYPE

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
MOST_ALERTS = 5_000
"""A feed with more alerts is cut; the German weather service has some hundreds on its worst days."""
MOST_UNPACKED = 256 * 1024 * 1024
MOST_INDEX = 4 * 1024 * 1024
_ATOM_PREFIX = f"{{{ATOM}}}"
register_namespace("atom", ATOM)
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An alert in an Atom index."""

    id: str
    title: str
    updated: datetime
    url: str
    summary: str = ""


def is_zip(content: bytes) -> bool:
    """Whether these bytes are a ZIP archive."""
    return content.startswith(b"PK")


def documents(content: bytes) -> Iterator[tuple[str, bytes | PayloadRejected]]:
    """Name and content of each document in a ZIP of alerts; in place of one that cannot be read, why not.

    Raises:
        PayloadRejected: the archive is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if one.filename.lower().endswith((".xml", ".cap"))]
            yield from _members(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise PayloadRejected("Das ZIP-Archiv mit Warnungen ist beschädigt.") from error


def _members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> Iterator[tuple[str, bytes | PayloadRejected]]:
    room = MOST_UNPACKED
    for member in members[:MOST_ALERTS]:
        with archive.open(member) as stream:
            document = stream.read(min(reading.MOST_BYTES, room) + 1)
        room -= len(document)
        if room < 0:
            yield (
                member.filename,
                PayloadTooLarge("Das Archiv ist entpackt zu groß; der Rest blieb ungelesen."),
            )
            return
        yield member.filename, document
    if len(members) > MOST_ALERTS:
        text = f"Das Archiv enthält {len(members)} Meldungen; gelesen wurden die ersten {MOST_ALERTS}."
        yield "", PayloadTooLarge(text)


def links(content: bytes, *, base: str) -> list[str] | None:
    """Addresses of the alerts in an Atom index (RFC 4287), the newest first as listed; none: not an index.

    Raises:
        PayloadRejected: no XML that may be read.
    """
    if len(content) > MOST_INDEX:
        return None
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise PayloadRejected("Die Antwort ist weder ZIP noch erlaubtes XML.") from error
    if root.tag != f"{_ATOM_PREFIX}feed":
        return None
    found = [_alert_link(entry) for entry in root.iter(f"{_ATOM_PREFIX}entry")]
    return [urljoin(base, address) for address in found if address][:MOST_ALERTS]


def _alert_link(entry: Element) -> str:
    """The link of an entry that says it is an alert, else its first one."""
    every = [*entry.iter(f"{_ATOM_PREFIX}content"), *entry.iter(f"{_ATOM_PREFIX}link")]
    addresses = [(one.get("type", ""), one.get("href") or one.get("src") or "") for one in every]
    typed = [address for kind, address in addresses if kind.startswith(MEDIA_TYPE) and address]
    return next(iter([*typed, *(address for _kind, address in addresses if address)]), "")


def index(entries: list[Entry], *, title: str, author: str, url: str, updated: datetime) -> bytes:
    """An Atom index of alerts (RFC 4287), UTF-8 with declaration; ``url`` is its own address and its id."""
    root = Element(f"{_ATOM_PREFIX}feed")
    _say(root, "id", url)
    _say(root, "title", title)
    _say(root, "updated", updated.isoformat())
    _say(SubElement(root, f"{_ATOM_PREFIX}author"), "name", author)
    SubElement(root, f"{_ATOM_PREFIX}link", {"rel": "self", "type": ATOM_TYPE, "href": url})
    for one in entries:
        entry = SubElement(root, f"{_ATOM_PREFIX}entry")
        _say(entry, "id", one.id)
        _say(entry, "title", one.title)
        _say(entry, "updated", one.updated.isoformat())
        if one.summary:
            _say(entry, "summary", one.summary)
        SubElement(entry, f"{_ATOM_PREFIX}link", {"rel": "alternate", "type": MEDIA_TYPE, "href": one.url})
        SubElement(entry, f"{_ATOM_PREFIX}content", {"type": MEDIA_TYPE, "src": one.url})
    return _DECLARATION + tostring(root, encoding="unicode").encode()


def _say(part: Element, name: str, text: str) -> None:
    SubElement(part, f"{_ATOM_PREFIX}{name}").text = "".join(c for c in text if c in "\n\t" or c >= " ")
