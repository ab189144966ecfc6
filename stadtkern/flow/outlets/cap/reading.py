# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""CAP 1.2 XML becomes an alert; what breaks the standard is refused with a sentence that names the place.

Entities and document types are refused, so a document can neither fetch nor grow anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

from . import words
from .words import HOLE, Alert, Area, Circle, Info, Named, Reference, Resource, Ring

MOST_BYTES = 8 * 1024 * 1024
MOST_PARTS = 20_000
"""A fifth of the elements of one alert; Germany has about 11,000 municipalities."""
MOST_POINTS = 200_000
"""Corners of all polygons of one alert."""
_IN_NAMES = re.compile(r"[\s,<&]")


def read(content: bytes) -> Alert:
    """The alert in a document.

    Raises:
        PayloadTooLarge: more bytes, parts or corners than the limits.
        PayloadRejected: no CAP 1.2, or an element is missing or has a value that the standard does not know.
    """
    if len(content) > MOST_BYTES:
        raise PayloadTooLarge(f"Die CAP-Meldung ist größer als {MOST_BYTES // 1024 // 1024} MiB.")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise PayloadRejected("Die CAP-Meldung ist kein erlaubtes XML.") from error
    if root.tag != f"{{{words.NAMESPACE}}}alert":
        raise PayloadRejected(
            f"Das Dokument ist keine CAP-1.2-Meldung (alert in {words.NAMESPACE}), sondern {root.tag[:100]}."
        )
    if sum(1 for _part in root.iter()) > MOST_PARTS * 5:
        raise PayloadTooLarge("Die CAP-Meldung hat mehr Elemente als erlaubt.")
    return _alert(root)


def _alert(root: Element) -> Alert:
    message_type = _word(root, "msgType", words.MESSAGE_TYPES)
    references = _references(_text(root, "references"))
    if message_type in {"Update", "Cancel"} and not references:
        raise PayloadRejected(
            f"alert/references fehlt: {message_type} muss sagen, welche Meldung gemeint ist."
        )
    return Alert(
        identifier=_name(root, "identifier"),
        sender=_name(root, "sender"),
        sent=_required_time(root, "sent"),
        status=_word(root, "status", words.STATUSES),
        message_type=message_type,
        scope=_word(root, "scope", words.SCOPES),
        source=_text(root, "source"),
        restriction=_text(root, "restriction"),
        addresses=_text(root, "addresses"),
        codes=tuple(_texts(root, "code")),
        note=_text(root, "note"),
        references=references,
        incidents=_text(root, "incidents"),
        infos=tuple(_info(part) for part in _children(root, "info")),
    )


def _info(part: Element) -> Info:
    categories = tuple(_texts(part, "category"))
    unknown = [one for one in categories if one not in words.CATEGORIES]
    if not categories or unknown:
        raise PayloadRejected(f"info/category fehlt oder ist unbekannt: {', '.join(unknown)[:100] or '–'}.")
    return Info(
        language=_text(part, "language") or "en-US",
        categories=categories,
        event=_required(part, "event"),
        responses=tuple(one for one in _texts(part, "responseType") if one in words.RESPONSES),
        urgency=_word(part, "urgency", words.URGENCIES),
        severity=_word(part, "severity", words.SEVERITIES),
        certainty=_word(part, "certainty", words.CERTAINTIES),
        audience=_text(part, "audience"),
        event_codes=_named(part, "eventCode"),
        effective=_time(part, "effective"),
        onset=_time(part, "onset"),
        expires=_time(part, "expires"),
        sender_name=_text(part, "senderName"),
        headline=_text(part, "headline"),
        description=_text(part, "description"),
        instruction=_text(part, "instruction"),
        web=_text(part, "web"),
        contact=_text(part, "contact"),
        parameters=_named(part, "parameter"),
        resources=tuple(_resource(one) for one in _children(part, "resource")),
        areas=_areas(part),
    )


def _resource(part: Element) -> Resource:
    return Resource(
        description=_required(part, "resourceDesc"),
        mime_type=_required(part, "mimeType"),
        uri=_text(part, "uri"),
    )


def _areas(part: Element) -> tuple[Area, ...]:
    areas = tuple(_area(one) for one in _children(part, "area"))
    if sum(len(ring) for area in areas for ring in area.polygons) > MOST_POINTS:
        raise PayloadTooLarge(f"Die Gebiete der CAP-Meldung haben mehr als {MOST_POINTS} Punkte.")
    return areas


def _area(part: Element) -> Area:
    codes = _named(part, "geocode")
    return Area(
        description=_required(part, "areaDesc"),
        polygons=tuple(_ring(text) for text in _texts(part, "polygon")),
        holes=tuple(_ring(code.value) for code in codes if code.name == HOLE),
        circles=tuple(_circle(text) for text in _texts(part, "circle")),
        geocodes=tuple(code for code in codes if code.name != HOLE),
        altitude_ft=_optional_number(part, "altitude"),
        ceiling_ft=_optional_number(part, "ceiling"),
    )


@lru_cache(maxsize=64)  # an alert repeats its areas in each of its languages
def _ring(text: str) -> Ring:
    """CAP 1.2 section 3.2.4: at least four pairs "latitude,longitude", the last equal to the first."""
    ring = tuple(_pair(pair) for pair in text.split())
    if len(ring) < 4:
        raise PayloadRejected(f"area/polygon hat nur {len(ring)} Punkte, mindestens vier sind nötig.")
    if ring[0] != ring[-1]:
        raise PayloadRejected("area/polygon ist nicht geschlossen: der letzte Punkt muss der erste sein.")
    return ring


def _circle(text: str) -> Circle:
    place, _space, radius = text.partition(" ")
    latitude, longitude = _pair(place)
    radius_km = _number(radius.strip(), "area/circle")
    if not 0 <= radius_km <= 20_037:
        raise PayloadRejected(f"area/circle hat den Radius {radius_km:g} km.")
    return Circle(latitude=latitude, longitude=longitude, radius_km=radius_km)


def _pair(text: str) -> tuple[float, float]:
    first, _comma, second = text.partition(",")
    latitude, longitude = _number(first, "area/polygon"), _number(second, "area/polygon")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise PayloadRejected(f"„{text[:60]}“ ist kein Punkt „Breite,Länge“ in Grad (WGS 84).")
    return latitude, longitude


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise PayloadRejected(f"{where}: „{text[:60]}“ ist keine Zahl.") from error


def _optional_number(part: Element, name: str) -> float | None:
    text = _text(part, name)
    return _number(text, name) if text else None


def _references(text: str) -> tuple[Reference, ...]:
    """CAP 1.2 section 3.2.1: "sender,identifier,sent", several separated by whitespace."""
    found = []
    for one in text.split():
        parts = one.split(",")
        if len(parts) != 3 or not all(parts):
            raise PayloadRejected(f"alert/references: „{one[:100]}“ ist nicht „sender,identifier,sent“.")
        found.append(
            Reference(sender=parts[0], identifier=parts[1], sent=_moment(parts[2], "alert/references"))
        )
    return tuple(found)


def _children(part: Element, name: str) -> Sequence[Element]:
    return part.findall(f"{{{words.NAMESPACE}}}{name}")


def _texts(part: Element, name: str) -> list[str]:
    return [text for one in _children(part, name) if (text := (one.text or "").strip())]


def _text(part: Element, name: str) -> str:
    return (part.findtext(f"{{{words.NAMESPACE}}}{name}") or "").strip()


def _required(part: Element, name: str) -> str:
    text = _text(part, name)
    if not text:
        raise PayloadRejected(f"{part.tag.rpartition('}')[2]}/{name} fehlt oder ist leer.")
    return text


def _name(part: Element, name: str) -> str:
    """An identifier or sender: no spaces, commas, < and & (CAP 1.2 section 3.2.1)."""
    text = _required(part, name)
    if _IN_NAMES.search(text) or len(text) > 400:
        raise PayloadRejected(f"alert/{name} enthält unerlaubte Zeichen oder ist zu lang: „{text[:100]}“.")
    return text


def _word(part: Element, name: str, known: Sequence[str]) -> str:
    text = _required(part, name)
    if text not in known:
        raise PayloadRejected(
            f"{part.tag.rpartition('}')[2]}/{name} ist „{text[:60]}“; erlaubt: {', '.join(known)}."
        )
    return text


def _named(part: Element, name: str) -> tuple[Named, ...]:
    pairs = [(_text(one, "valueName"), _text(one, "value")) for one in _children(part, name)]
    return tuple(Named(name=given, value=value) for given, value in pairs if given)


def _time(part: Element, name: str) -> datetime | None:
    text = _text(part, name)
    return _moment(text, name) if text else None


def _required_time(part: Element, name: str) -> datetime:
    return _moment(_required(part, name), name)


def _moment(text: str, where: str) -> datetime:
    """A time with its offset from UTC (CAP 1.2 section 3.3.2; "Z" is accepted as well)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise PayloadRejected(
            f"{where}: „{text[:60]}“ ist keine Zeit wie 2026-05-25T16:49:00+02:00."
        ) from error
    if found.tzinfo is None or not 1971 <= found.year <= 9000:
        raise PayloadRejected(f"{where}: „{text[:60]}“ hat keinen Abstand zu UTC oder ein unmögliches Jahr.")
    return found
