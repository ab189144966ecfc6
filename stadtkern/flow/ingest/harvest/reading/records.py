# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records of OGC API Records (OGC 20-004r1, Record GeoJSON) as records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urljoin

from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.catalogue.words import Agent, Bounds, Distribution, Entry, Period
from stadtkern.flow.ingest.harvest.reading.coverage import bounds_of
from stadtkern.flow.ingest.harvest.reading.texts import (
    address,
    file_type,
    is_person,
    licence,
    moment,
    optional_address,
    plain,
    titled,
)
from stadtkern.flow.ingest.harvest.reading.ways import MOST_WAYS, key_of
from stadtkern.flow.ingest.harvest.words import Catalogue, Page, Record, RecordRefused, Refused
from stadtkern.kernel.errors import PayloadRejected

_Values = Mapping[str, object]
_WAYS = frozenset({"item", "items", "enclosure", "data", "distribution", "service", "download", "related"})
"""Relations that lead to data."""


def first_address(root: str) -> str:
    """The records of a collection; its address may be given with or without ``/items``."""
    base, _, query = root.partition("?")
    items = base.rstrip("/") if base.rstrip("/").endswith("/items") else f"{base.rstrip('/')}/items"
    return f"{items}?{query}" if query else f"{items}?f=json&limit=100"


def page(content: bytes, url: str, catalogue: Catalogue) -> Page:
    """The records of one answer.

    Raises:
        PayloadRejected: it is no FeatureCollection.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PayloadRejected("Die Antwort ist kein JSON.") from error
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise PayloadRejected(
            "Die Antwort ist keine FeatureCollection; erwartet war die Adresse einer Sammlung."
        )
    total = document.get("numberMatched")
    return Page(
        records=tuple(_records(document["features"], url, catalogue)),
        next=_next(document, url),
        total=total if isinstance(total, int) else None,
    )


def _records(features: Sequence[object], url: str, catalogue: Catalogue) -> Iterator[Record | Refused]:
    for feature in features:
        if not isinstance(feature, Mapping):
            yield Refused(
                identifier="(ohne Kennung)", title="", reason="Der Eintrag ist kein GeoJSON-Objekt."
            )
            continue
        properties = _mapping(feature.get("properties"))
        if properties.get("type", "dataset") not in {
            "dataset",
            "Dataset",
            "http://purl.org/dc/dcmitype/Dataset",
        }:
            continue
        name = str(feature.get("id") or "")[:1000]
        title = titled(properties.get("title"))
        try:
            yield _record(feature, name, title, url, catalogue)
        except RecordRefused as error:
            yield Refused(identifier=name or "(ohne Kennung)", title=title, reason=str(error))


def _record(feature: _Values, name: str, title: str, url: str, catalogue: Catalogue) -> Record:
    if not name or not title:
        raise RecordRefused("Der Eintrag hat keine Kennung oder keinen Titel.")
    ways: list[Distribution] = []
    remarks: list[str] = []
    for link in _links(feature):
        if str(link.get("rel", "")).rsplit("/", 1)[-1] not in _WAYS or len(ways) == MOST_WAYS:
            continue
        try:
            ways.append(_distribution(link, len(ways), url))
        except RecordRefused as error:
            remarks.append(f"Ein Bezugsweg wurde ausgelassen: {error}")
    entry = _entry(feature, title, tuple(ways), catalogue)
    known = _list(_mapping(feature.get("properties")).get("externalIds"))
    origins = tuple(str(_mapping(one).get("value") or "") for one in known)
    return Record(identifier=name, entry=entry, remarks=tuple(remarks[:20]), origins=origins)


def _entry(feature: _Values, title: str, ways: tuple[Distribution, ...], catalogue: Catalogue) -> Entry:
    properties = _mapping(feature.get("properties"))
    names = [str(properties.get("license") or "")]
    names += [str(one.get("href") or "") for one in _links(feature) if one.get("rel") == "license"]
    publisher, contact = _people(properties, catalogue)
    pages = [
        optional_address(one.get("href"))
        for one in _links(feature)
        if one.get("rel") in {"alternate", "about"}
    ]
    return Entry(
        key="",
        origin="harvested",
        title=title,
        description=plain(properties.get("description")) or title,
        publisher=publisher,
        contact=contact,
        licence=licence(names, catalogue),
        themes=_themes(properties),
        keywords=tuple(dict.fromkeys(filter(None, map(titled, _list(properties.get("keywords"))))))[:100],
        issued=moment(properties.get("created")),
        modified=moment(properties.get("updated")),
        period=_period(_mapping(feature.get("time"))),
        bounds=_bounds(feature),
        landing_page=next(filter(None, pages), ""),
        identifier=str(feature.get("id") or "")[:500],
        distributions=ways,
        harvested_from=catalogue.title,
    )


def _distribution(link: _Values, number: int, url: str) -> Distribution:
    found = address(urljoin(url, str(link.get("href") or "")))
    media = str(link.get("type") or "")
    kind = file_type(media, found)
    title = titled(link.get("title")) or (kind.title if kind else "Daten")
    return Distribution(
        key=key_of(title, number),
        title=title,
        access_url=found,
        media_type=(kind.media_type if kind else "") or (media if len(media) < 100 else ""),
        format=kind.code if kind else "",
    )


def _people(properties: _Values, catalogue: Catalogue) -> tuple[Agent, Agent | None]:
    contacts = [_mapping(one) for one in _list(properties.get("contacts") or properties.get("providers"))]
    publisher = Agent(name=catalogue.title, url=catalogue.address)
    contact = None
    for one in contacts:
        office = titled(one.get("organization") or one.get("name"))[:200]
        roles = {str(role) for role in _list(one.get("roles"))}
        if office and (roles & {"publisher", "owner", "host", "producer"} or not roles):
            publisher = Agent(name=office)
        mails = [str(_mapping(mail).get("value") or "") for mail in _list(one.get("emails"))]
        mail = next((each for each in mails if "@" in each and len(each) <= 254), "")
        if office and mail and contact is None and not is_person(office):
            contact = Agent(name=office, email=mail)
    return publisher, contact


def _themes(properties: _Values) -> tuple[str, ...]:
    concepts = [
        str(_mapping(concept).get("id") or "")
        for theme in _list(properties.get("themes"))
        for concept in _list(_mapping(theme).get("concepts"))
    ]
    return tuple(dict.fromkeys(code for one in concepts if (code := THEMES.code_of(one))))


def _period(time: _Values) -> Period | None:
    ends = [str(one) for one in _list(time.get("interval"))] or [str(time.get("date") or "")] * 2
    if len(ends) != 2:
        return None
    start, end = moment(ends[0]), moment(ends[1])
    return Period(start=start, end=end) if start or end else None


def _bounds(feature: _Values) -> Bounds | None:
    geometry = feature.get("geometry")
    return bounds_of(json.dumps(geometry)) if isinstance(geometry, dict) else None


def _next(document: _Values, url: str) -> str:
    for one in _links(document):
        if one.get("rel") == "next":
            return optional_address(urljoin(url, str(one.get("href") or "")))
    return ""


def _links(document: _Values) -> list[_Values]:
    return [one for one in _list(document.get("links")) if isinstance(one, Mapping)]


def _list(found: object) -> Sequence[object]:
    return found if isinstance(found, list) else []


def _mapping(found: object) -> _Values:
    return found if isinstance(found, Mapping) else {}
