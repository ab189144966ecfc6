# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""DATEX II 2.x parking publications: Stadt Stuttgart and Verband Region Stuttgart.

Entities and document types are refused, so a document can neither fetch nor grow anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Rejected

from .sites import Raw, Site, Unusable, decoded, iso_time, known, wgs84, whole

_FACILITY, _STATUS, _RECORD_STATUS = "parkingFacility", "parkingFacilityStatus", "parkingRecordStatus"
_LARGEST_DEGREE = 180.0


@dataclass(frozen=True, kw_only=True)
class _Publication:
    """A document: whose it is and when it was published."""

    prefix: str
    published_at: datetime | None
    namespace: str


def decode_stuttgart(payload: Payload) -> Decoded:
    """Car parks of the City of Stuttgart: table of facilities, or their status.

    Raises:
        PayloadRejected: not DATEX II.
    """
    return _decode(payload, "stuttgart-parking")


def decode_datex(payload: Payload) -> Decoded:
    """Car parks of any publisher that the city has connected.

    Raises:
        PayloadRejected: not DATEX II.
    """
    return _decode(payload, "datex-parking")


def decode_vrs(payload: Payload) -> Decoded:
    """Park and ride of the Verband Region Stuttgart: table of facilities, or their status.

    Raises:
        PayloadRejected: not DATEX II.
    """
    return _decode(payload, "vrs-parking")


def _decode(payload: Payload, prefix: str) -> Decoded:
    try:
        root = fromstring(payload.content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise PayloadRejected("Die Datei ist kein erlaubtes XML (DATEX II wird erwartet).") from error
    if _name(root) != "d2LogicalModel":
        raise PayloadRejected("Das XML ist keine DATEX-II-Veröffentlichung.")
    publication = _Publication(
        prefix=prefix, published_at=_published_at(root), namespace=root.tag.partition("}")[0].lstrip("{")
    )
    sites = []
    rejected = []
    for number, element in enumerate(_records(root), start=1):
        raw = Raw(where=f"Eintrag {number}", content=_document(element, publication))
        try:
            sites.append(_site(element, raw, publication))
        except Unusable as error:
            rejected.append(Rejected(reason=str(error), raw=raw.content, where=raw.where))
    return decoded(sites, rejected, publication.published_at or payload.received_at)


def _records(root: Element) -> Iterator[Element]:
    """Facilities and status records; ``parkingFacilityStatus`` is also the name of a plain value inside."""
    for element in root.iter():
        if _name(element) in {_FACILITY, _STATUS, _RECORD_STATUS} and len(element):
            yield element


def _site(element: Element, raw: Raw, publication: _Publication) -> Site:
    if _name(element) == _FACILITY:
        return _facility(element, raw, publication)
    return _status(element, raw, publication)


def _facility(element: Element, raw: Raw, publication: _Publication) -> Site:
    longitude, latitude = _position(element)
    return Site(
        code=f"{publication.prefix}/{_key(element.get('id'))}",
        raw=raw,
        name=_text(element, "value"),
        longitude=longitude,
        latitude=latitude,
        properties={"kind": "Park&Ride" if publication.prefix == "vrs-parking" else "Parkhaus"},
        capacity=known(whole(_text(element, "totalParkingCapacity"))),
    )


def _status(element: Element, raw: Raw, publication: _Publication) -> Site:
    reference = _child(element, f"{_FACILITY}Reference", "parkingRecordReference")
    key = _key(reference.get("id") if reference is not None else None)
    free = whole(_text(element, "totalNumberOfVacantParkingSpaces", "parkingNumberOfVacantSpaces"))
    occupied = whole(_text(element, "totalNumberOfOccupiedParkingSpaces"))
    told = whole(_text(element, "parkingNumberOfSpacesOverride"))
    if told is None and free is not None and occupied is not None:
        told = free + occupied
    states = {(child.text or "").strip() for child in element if _name(child) == _STATUS}
    time = _text(element, "parkingFacilityStatusTime", "parkingStatusOriginTime")
    return Site(
        code=f"{publication.prefix}/{key}",
        raw=raw,
        free=free,
        counted=told,
        at=_time(time, publication) if free is not None else None,
        state="closed" if "closed" in states else "",
    )


def _position(element: Element) -> tuple[float | None, float | None]:
    """Degrees; Stuttgart writes UTM metres under the names latitude and longitude."""
    north, east = _text(element, "latitude"), _text(element, "longitude")
    if not north or not east:
        return None, None
    try:
        y, x = float(north), float(east)
    except ValueError as error:
        raise Unusable(f"„{east[:20]}, {north[:20]}“ ist kein Ort.") from error
    return wgs84(x, y) if abs(y) > _LARGEST_DEGREE else (x, y)


def _time(text: str, publication: _Publication) -> datetime:
    if text:
        return iso_time(text)
    if publication.published_at is None:
        raise Unusable("Weder der Eintrag noch die Veröffentlichung hat eine Zeit.")
    return publication.published_at


def _published_at(root: Element) -> datetime | None:
    text = _text(root, "publicationTime")
    try:
        return iso_time(text) if text else None
    except Unusable:
        return None


def _key(reference: str | None) -> str:
    """``1035[P+R Bondorf]`` is the facility 1035."""
    key = (reference or "").partition("[")[0].strip()
    if not key:
        raise Unusable("Dem Eintrag fehlt die Kennung.")
    return key


def _document(element: Element, publication: _Publication) -> bytes:
    """The record as a document of its own, so that it can be decoded again after a fix."""
    time = publication.published_at
    head = f"<publicationTime>{time.isoformat()}</publicationTime>" if time else ""
    xmlns = f' xmlns="{publication.namespace}"' if publication.namespace else ""
    return f"<d2LogicalModel{xmlns}>{head}".encode() + tostring(element) + b"</d2LogicalModel>"


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Element, *names: str) -> Element | None:
    return next((child for child in element.iter() if _name(child) in names), None)


def _text(element: Element, *names: str) -> str:
    child = _child(element, *names)
    return (child.text or "").strip() if child is not None else ""
