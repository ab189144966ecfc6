# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features of other servers: what they offer, and all features of one layer, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import msgspec
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.web.outgoing import exchange
from stadtkern.web.outgoing.exchange import Fetched, Question
from stadtkern.web.outgoing.limits import limits

from .models import Service

PAGE = 1_000
MOST_PAGES = 2_000
_GEOJSON = "application/geo+json, application/json;q=0.9"
_MEMBERS = re.compile(rb"<(?:wfs:)?member\b.*</(?:wfs:)?member>", re.DOTALL)
_END = re.compile(rb"</(?:wfs:)?FeatureCollection>\s*$")
_COUNT = re.compile(rb'numberReturned="(\d+)"')
_STAMP = re.compile(rb'\stimeStamp="[^"]*"')
Json: TypeAlias = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A layer that a service offers."""

    name: str
    title: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be fetched, and what is known of it already."""

    service: Service
    url: str
    type_name: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer under way; its parts are fetched when they are asked for."""

    name: str
    """File name that says the format."""
    parts: Iterator[bytes]
    etag: str = ""
    last_modified: str = ""


def offered(service: Service, url: str, now: datetime) -> list[Offered]:
    """The layers of a service.

    Raises:
        AddressRefused: the address may not be reached.
        SourceUnavailable: no answer, or not of such a service.
    """
    found = _collections(url, now) if service == Service.FEATURES else _types(url, now)
    if not found:
        raise SourceUnavailable("Der Dienst bietet keine Ebenen an.")
    return found


def fetched(wanted: Wanted, now: datetime) -> Answered | None:
    """All features of a layer; none when the service says that nothing has changed.

    Raises:
        AddressRefused: the address may not be reached.
        SourceUnavailable: no answer, or not of such a service; also while parts are asked for.
    """
    return _items(wanted, now) if wanted.service == Service.FEATURES else _members(wanted, now)


def base_of(url: str) -> str:
    """The address of an OGC API as its landing page has it; what people paste often goes further."""
    path = urlsplit(url).path.rstrip("/")
    path = re.sub(r"/(collections(/.*)?|conformance|api)$", "", path)
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def with_query(url: str, **more: str) -> str:
    """The address with these parameters instead of its own of the same names (case does not matter)."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query)
        if name.lower() not in {m.lower() for m in more}
    ]
    return urlunsplit((*parts[:3], urlencode([*kept, *more.items()]), ""))


def _collections(url: str, now: datetime) -> list[Offered]:
    answer = _asked(f"{base_of(url)}/collections?f=json", "application/json", now)
    given = _json(answer)
    found = given.get("collections")
    if not isinstance(found, list):
        raise SourceUnavailable("Unter der Adresse antwortet keine OGC API Features.")
    return [
        Offered(
            name=str(one["id"]),
            title=str(one.get("title") or one["id"])[:300],
            description=str(one.get("description") or "")[:300],
        )
        for one in found
        if isinstance(one, dict) and one.get("id") and one.get("itemType", "feature") == "feature"
    ]


def _items(wanted: Wanted, now: datetime) -> Answered | None:
    path = f"{base_of(wanted.url)}/collections/{quote(wanted.type_name, safe='')}/items"
    question = Question(
        url=f"{path}?f=json&limit={PAGE}",
        media_type=_GEOJSON,
        etag=wanted.etag,
        last_modified=wanted.last_modified,
    )
    first = exchange.get(question, limits(), now_s=now.timestamp())
    if first is None:
        return None
    return Answered(
        name=f"{wanted.type_name}.geojsonl",
        parts=_lines(first, now),
        etag=first.etag,
        last_modified=first.last_modified,
    )


def _lines(first: Fetched, now: datetime) -> Iterator[bytes]:
    """One feature per line, over all pages."""
    page: Fetched | None = first
    seen: set[str] = set()
    while page is not None:
        given = _json(page)
        features = given.get("features")
        if not isinstance(features, list):
            raise SourceUnavailable("Der Dienst antwortete nicht mit GeoJSON.")
        for one in features:
            if isinstance(one, dict):
                yield msgspec.json.encode(_with_id(one)) + b"\n"
        following = _next(given, page.url) if features else ""
        if following in seen or len(seen) > MOST_PAGES:
            raise SourceUnavailable("Der Dienst blättert endlos.")
        seen.add(following)
        page = _asked(following, _GEOJSON, now) if following else None


def _with_id(feature: Json) -> Json:
    """The id beside the properties, so that it can name the feature."""
    properties = feature.get("properties")
    plain = properties if isinstance(properties, dict) else {}
    if feature.get("id") is None or "id" in plain:
        return feature
    return {**feature, "properties": {"id": str(feature["id"]), **plain}}


def _next(given: Json, url: str) -> str:
    links = given.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next" and link.get("href"):
            return urljoin(url, str(link["href"]))
    return ""


def _types(url: str, now: datetime) -> list[Offered]:
    """FeatureType elements of the capabilities (OGC 09-025r2, 8.3.4)."""
    root = _capabilities(url, now)
    found = []
    for one in root.iter():
        if _local(one) == "FeatureType":
            texts = {_local(child): (child.text or "").strip() for child in one}
            if texts.get("Name"):
                title = texts.get("Title") or texts["Name"]
                found.append(
                    Offered(
                        name=texts["Name"], title=title[:300], description=texts.get("Abstract", "")[:300]
                    )
                )
    return found


def _capabilities(url: str, now: datetime) -> Element:
    asked = with_query(url, service="WFS", request="GetCapabilities", acceptVersions="2.0.0")
    answer = _asked(asked, "application/xml", now)
    try:
        root: Element = ElementTree.fromstring(answer.content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise SourceUnavailable("Der Dienst antwortete nicht mit gültigem XML.") from error
    if _local(root) != "WFS_Capabilities":
        raise SourceUnavailable("Unter der Adresse antwortet kein WFS.")
    return root


def _members(wanted: Wanted, now: datetime) -> Answered:
    """GetFeature, page by page; GML, since every WFS 2.0 writes it."""
    asked = with_query(
        wanted.url,
        service="WFS",
        version="2.0.0",
        request="GetFeature",
        typeNames=wanted.type_name,
        count=str(PAGE),
        startIndex="0",
    )
    first = _asked(asked, "application/gml+xml, text/xml;q=0.9", now)
    if b"FeatureCollection" not in first.content[:4000]:
        raise SourceUnavailable(f"Der Dienst lehnte ab: {_exception(first.content)}")
    name = re.sub(r"\W+", "_", wanted.type_name)
    return Answered(name=f"{name}.gml", parts=_spliced(first, asked, now))


def _spliced(first: Fetched, asked: str, now: datetime) -> Iterator[bytes]:
    """One document with the members of all pages; the time of the answer is left out."""
    end = _END.search(first.content)
    if end is None:
        raise SourceUnavailable("Die Antwort des Dienstes ist unvollständig.")
    yield _STAMP.sub(b"", first.content[: end.start()], count=1)
    start, returned = PAGE, _returned(first.content)
    while returned >= PAGE:
        if start > PAGE * MOST_PAGES:
            raise SourceUnavailable("Der Dienst blättert endlos.")
        page = _asked(with_query(asked, startIndex=str(start)), "application/gml+xml, text/xml;q=0.9", now)
        members = _MEMBERS.search(page.content)
        returned = _returned(page.content)
        if members is None:
            break
        yield members[0]
        start += PAGE
    yield end[0]


def _returned(content: bytes) -> int:
    found = _COUNT.search(content[:8000])
    return int(found[1]) if found else len(re.findall(rb"<(?:wfs:)?member\b", content))


def _exception(content: bytes) -> str:
    found = re.search(rb"<(?:ows:)?ExceptionText>(.*?)</", content, re.DOTALL)
    return found[1].decode(errors="replace").strip()[:200] if found else "keine Objekte"


def _asked(url: str, media_type: str, now: datetime) -> Fetched:
    answer = exchange.get(Question(url=url, media_type=media_type), limits(), now_s=now.timestamp())
    if answer is None:
        raise SourceUnavailable("Der Dienst antwortete mit „unverändert“, obwohl danach nicht gefragt war.")
    return answer


def _json(answer: Fetched) -> Json:
    try:
        given = msgspec.json.decode(answer.content)
    except msgspec.DecodeError as error:
        raise SourceUnavailable("Der Dienst antwortete nicht mit gültigem JSON.") from error
    if not isinstance(given, dict):
        raise SourceUnavailable("Der Dienst antwortete nicht mit einem JSON-Objekt.")
    return given


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
