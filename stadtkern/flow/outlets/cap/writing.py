# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An alert becomes CAP 1.2 XML, elements in the order of the standard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from .words import HOLE, NAMESPACE, Alert, Area, Info, Named, Ring

register_namespace("", NAMESPACE)
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def write(alert: Alert) -> bytes:
    """The document, UTF-8 with declaration."""
    root = Element(_tag("alert"))
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", moment(alert.sent))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.message_type)
    _add(root, "source", alert.source)
    _add(root, "scope", alert.scope)
    _add(root, "restriction", alert.restriction)
    _add(root, "addresses", alert.addresses)
    for code in alert.codes:
        _add(root, "code", code)
    _add(root, "note", alert.note)
    _add(
        root,
        "references",
        " ".join(f"{one.sender},{one.identifier},{moment(one.sent)}" for one in alert.references),
    )
    _add(root, "incidents", alert.incidents)
    for info in alert.infos:
        _info(SubElement(root, _tag("info")), info)
    return _DECLARATION + tostring(root, encoding="unicode").encode()


def moment(at: datetime) -> str:
    """A time as CAP 1.2 section 3.3.2 writes it: whole seconds, UTC as ``-00:00``."""
    whole = at.replace(microsecond=0)
    if whole.utcoffset() == UTC.utcoffset(None):
        return f"{whole.replace(tzinfo=None).isoformat()}-00:00"
    return whole.isoformat()


def _info(part: Element, info: Info) -> None:
    _add(part, "language", info.language)
    for category in info.categories:
        _add(part, "category", category)
    _add(part, "event", info.event)
    for response in info.responses:
        _add(part, "responseType", response)
    _add(part, "urgency", info.urgency)
    _add(part, "severity", info.severity)
    _add(part, "certainty", info.certainty)
    _add(part, "audience", info.audience)
    _named(part, "eventCode", info.event_codes)
    for name, at in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        _add(part, name, moment(at) if at else "")
    _add(part, "senderName", info.sender_name)
    _add(part, "headline", info.headline)
    _add(part, "description", info.description)
    _add(part, "instruction", info.instruction)
    _add(part, "web", info.web)
    _add(part, "contact", info.contact)
    _named(part, "parameter", info.parameters)
    for resource in info.resources:
        child = SubElement(part, _tag("resource"))
        _add(child, "resourceDesc", resource.description)
        _add(child, "mimeType", resource.mime_type)
        _add(child, "uri", resource.uri)
    for area in info.areas:
        _area(SubElement(part, _tag("area")), area)


def _area(part: Element, area: Area) -> None:
    _add(part, "areaDesc", area.description)
    for ring in area.polygons:
        _add(part, "polygon", _corners(ring))
    for circle in area.circles:
        _add(part, "circle", f"{circle.latitude:.6f},{circle.longitude:.6f} {circle.radius_km:.10g}")
    _named(
        part, "geocode", [*(Named(name=HOLE, value=_corners(ring)) for ring in area.holes), *area.geocodes]
    )
    for name, height in (("altitude", area.altitude_ft), ("ceiling", area.ceiling_ft)):
        _add(part, name, "" if height is None else f"{height:.10g}")


def _corners(ring: Ring) -> str:
    return " ".join(f"{latitude:.6f},{longitude:.6f}" for latitude, longitude in ring)


def _named(part: Element, name: str, pairs: Iterable[Named]) -> None:
    for pair in pairs:
        child = SubElement(part, _tag(name))
        _add(child, "valueName", pair.name)
        SubElement(child, _tag("value")).text = pair.value


def _add(part: Element, name: str, text: str) -> None:
    if text:
        SubElement(part, _tag(name)).text = "".join(char for char in text if char in "\n\t" or char >= " ")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
