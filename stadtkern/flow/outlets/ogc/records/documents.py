# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries as records (20-004 clause 8) and the catalogue as a collection of them (clause 9)."""

from __future__ import annotations

from datetime import datetime

from stadtkern.flow.catalogue.words import Agent, Distribution, Entry, Period
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.ogc.common.representations import HTML, JSON
from stadtkern.flow.outlets.ogc.common.requests import Request, segment
from stadtkern.flow.outlets.ogc.common.words import Link

KEY = "open_data"
"""Key of the catalogue among the collections: no collection of features can be called so."""
GEOJSON = "application/geo+json"
RECORD_CORE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"
THEMES = "http://publications.europa.eu/resource/authority/data-theme"
_SCHEMA = "application/schema+json"
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"


def home_of(request: Request) -> str:
    """Address of the catalogue."""
    return f"{request.base}/collections/{KEY}"


def catalogue(request: Request) -> dict[str, Json]:
    """The catalogue among the collections."""
    home = home_of(request)
    links = (
        Link(href=home, rel="self", type=JSON.media_type),
        Link(href=f"{home}?f=html", rel="alternate", type=HTML.media_type),
        Link(href=f"{home}/items", rel="items", type=GEOJSON, title="Datensätze"),
        Link(href=f"{home}/items?f=html", rel="items", type=HTML.media_type, title="Datensätze"),
        Link(href=f"{home}/sortables", rel=f"{_REL}sortables", type=_SCHEMA, title="Sortierbare Felder"),
        Link(href=f"{request.city}/api/dcat/catalog.jsonld", rel="alternate", type="application/ld+json"),
    )
    return {
        "id": KEY,
        "type": "Collection",
        "itemType": "record",
        "title": request.local("Katalog der offenen Daten", "Catalogue of open data"),
        "description": request.local(
            "Alle freigegebenen Datensätze der Kommune mit ihren Wegen zu den Daten.",
            "All released datasets of the municipality with the ways to their data.",
        ),
        "language": {"code": "de"},
        "links": [one.written() for one in links],
    }


def record(request: Request, entry: Entry) -> dict[str, Json]:
    """An entry as a record."""
    return {
        "id": entry.key,
        "type": "Feature",
        "conformsTo": [RECORD_CORE],
        "time": _time(entry.period),
        "geometry": _place(entry),
        "properties": _properties(request, entry),
        "links": [one.written() for one in _links(request, entry)],
    }


def _properties(request: Request, entry: Entry) -> dict[str, Json]:
    contacts: list[Json] = [_contact(entry.publisher, "publisher")]
    contacts += [_contact(entry.contact, "pointOfContact")] if entry.contact else []
    formats: list[Json] = [*dict.fromkeys(one.format for one in entry.distributions if one.format)]
    found: dict[str, Json] = {
        "type": "dataset",
        "title": request.local(entry.title, entry.title_en),
        "description": request.local(entry.description, entry.description_en),
        "keywords": [*entry.keywords],
        "language": {"code": request.language},
        "created": _moment(entry.issued),
        "updated": _moment(entry.modified),
        "themes": [{"scheme": THEMES, "concepts": [{"id": one} for one in entry.themes]}]
        if entry.themes
        else [],
        "contacts": contacts,
        "formats": [{"name": one} for one in formats],
        "license": entry.licence.uri,
        "rights": entry.attribution,
        "externalIds": [{"value": entry.identifier}] if entry.identifier else [],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _contact(agent: Agent, role: str) -> dict[str, Json]:
    found: dict[str, Json] = {"name": agent.name, "roles": [role]}
    found |= {"emails": [{"value": agent.email}]} if agent.email else {}
    found |= {"links": [{"rel": "about", "href": agent.url}]} if agent.url else {}
    return found


def _links(request: Request, entry: Entry) -> list[Link]:
    address = f"{home_of(request)}/items/{segment(entry.key)}"
    own = [
        Link(href=address, rel="self", type=GEOJSON),
        Link(href=f"{request.city}/daten/{segment(entry.key)}/", rel="alternate", type=HTML.media_type),
        Link(href=home_of(request), rel="collection", type=JSON.media_type),
        Link(href=entry.licence.url, rel="license", title=entry.licence.title),
    ]
    return [*own, *(_way(request, one) for one in entry.distributions)]


def _way(request: Request, one: Distribution) -> Link:
    """A way to the data: a file is an enclosure, an interface an item."""
    address = one.download_url or one.access_url
    href = f"{request.city}{address}" if address.startswith("/") else address
    rel = "enclosure" if one.download_url else "item"
    return Link(href=href, rel=rel, type=one.media_type, title=request.local(one.title, one.title_en))


def _place(entry: Entry) -> dict[str, Json] | None:
    if entry.bounds is None:
        return None
    west, south, east, north = entry.bounds
    ring: list[Json] = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _time(period: Period | None) -> dict[str, Json] | None:
    if period is None:
        return None
    return {"interval": [_moment(period.start) or "..", _moment(period.end) or ".."]}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")
