# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Packages of CKAN's Action API v3 as records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode, urljoin, urlsplit

from stadtkern.flow.catalogue.lists.frequencies import FREQUENCIES
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

ROWS = 200
_Package = Mapping[str, object]


def first_address(root: str, query: str) -> str:
    """The first page of everything, oldest first, so that what is added meanwhile moves nothing."""
    base = root.rstrip("/").removesuffix("/api/3/action").removesuffix("/api/3")
    asked = {"rows": str(ROWS), "start": "0", "sort": "metadata_created asc, id asc"}
    return f"{base}/api/3/action/package_search?{urlencode(asked | ({'fq': query} if query else {}))}"


def page(content: bytes, url: str, catalogue: Catalogue) -> Page:
    """The packages of one answer of ``package_search``.

    Raises:
        PayloadRejected: it is no such answer, or one of an error.
    """
    result = _result(content)
    packages = [one for one in _list(result.get("results")) if isinstance(one, Mapping)]
    total = result.get("count")
    count = total if isinstance(total, int) else len(packages)
    start = _start(url)
    more = bool(packages) and start + len(packages) < count
    following = url.replace(f"start={start}", f"start={start + len(packages)}", 1) if more else ""
    return Page(records=tuple(_records(packages, url, catalogue)), next=following, total=count)


def _result(content: bytes) -> _Package:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PayloadRejected("Die Antwort ist kein JSON; ist das die Adresse eines CKAN-Portals?") from error
    result = document.get("result") if isinstance(document, dict) and document.get("success") else None
    if not isinstance(result, dict):
        raise PayloadRejected("Das ist keine erfolgreiche Antwort der Action API von CKAN.")
    return result


def _start(url: str) -> int:
    found = [one for one in urlsplit(url).query.split("&") if one.startswith("start=")]
    return int(found[0].removeprefix("start=")) if found else 0


def _records(packages: Sequence[_Package], url: str, catalogue: Catalogue) -> Iterator[Record | Refused]:
    for package in packages:
        if package.get("type", "dataset") != "dataset" or package.get("private"):
            continue
        name = str(package.get("id") or package.get("name") or "")[:1000]
        title = titled(package.get("title") or package.get("name"))
        try:
            yield _record(package, name, title, url, catalogue)
        except RecordRefused as error:
            yield Refused(identifier=name or "(ohne Kennung)", title=title, reason=str(error))


def _record(package: _Package, name: str, title: str, url: str, catalogue: Catalogue) -> Record:
    if not name or not title:
        raise RecordRefused("Das Paket hat keine Kennung oder keinen Titel.")
    ways: list[Distribution] = []
    remarks: list[str] = []
    resources = [one for one in _list(package.get("resources")) if isinstance(one, Mapping)][:MOST_WAYS]
    for resource in resources:
        try:
            ways.append(_distribution(resource, len(ways)))
        except RecordRefused as error:
            remarks.append(f"Ein Bezugsweg wurde ausgelassen: {error}")
    if resources and not ways:
        raise RecordRefused(remarks[0])
    entry = _entry(package, title, tuple(ways), url, catalogue)
    return Record(identifier=name, entry=entry, remarks=tuple(remarks[:20]))


def _entry(
    package: _Package, title: str, ways: tuple[Distribution, ...], url: str, catalogue: Catalogue
) -> Entry:
    extras = _extras(package)
    resources = [one for one in _list(package.get("resources")) if isinstance(one, Mapping)]
    names = [_text(one, "license") for one in resources]
    return Entry(
        key="",
        origin="harvested",
        title=title,
        description=plain(package.get("notes")) or title,
        publisher=_publisher(package, extras, catalogue),
        licence=licence([_text(package, "license_id"), _text(package, "license_url"), *names], catalogue),
        attribution=plain(_attribution(extras, resources), 500),
        contact=_contact(package, extras),
        themes=_themes(package, extras),
        keywords=_keywords(package),
        frequency=FREQUENCIES.code_of(extras.get("frequency", "")) or "UNKNOWN",
        issued=moment(extras.get("issued") or package.get("metadata_created")),
        modified=moment(extras.get("modified") or package.get("metadata_modified")),
        period=_period(extras),
        bounds=_bounds(extras),
        geocoding=_geocoding(extras),
        landing_page=optional_address(package.get("url")) or _page_of(package, url),
        identifier=(extras.get("identifier") or _text(package, "id"))[:500],
        distributions=ways,
        harvested_from=catalogue.title,
    )


def _distribution(resource: Mapping[str, object], number: int) -> Distribution:
    found = address(resource.get("url"))
    kind = file_type(_text(resource, "format"), _text(resource, "mimetype"), found)
    title = titled(resource.get("name")) or (kind.title if kind else "Daten")
    size = resource.get("size")
    return Distribution(
        key=key_of(title, number),
        title=title,
        access_url=found,
        download_url=found if kind and kind.endings else "",
        description=plain(resource.get("description"), 2000),
        media_type=kind.media_type if kind else "",
        format=kind.code if kind else "",
        bytes=size if isinstance(size, int) and 0 < size < 2**62 else None,
        issued=moment(resource.get("created")),
        modified=moment(resource.get("last_modified") or resource.get("metadata_modified")),
    )


def _extras(package: _Package) -> dict[str, str]:
    """Fields of extensions, whether they stand in the list of extras or beside the others."""
    found = {
        str(one.get("key")): str(one.get("value") or "")
        for one in _list(package.get("extras"))
        if isinstance(one, Mapping)
    }
    beside = {name: value for name, value in package.items() if isinstance(value, str)}
    return {**beside, **found}


def _publisher(package: _Package, extras: Mapping[str, str], catalogue: Catalogue) -> Agent:
    organisation = package.get("organization")
    name = extras.get("publisher_name", "") or (
        _text(organisation, "title") if isinstance(organisation, Mapping) else ""
    )
    uri = optional_address(extras.get("publisher_uri"))
    return Agent(
        name=titled(name)[:200] or catalogue.title, uri=uri, url=catalogue.address if not name else ""
    )


def _contact(package: _Package, extras: Mapping[str, str]) -> Agent | None:
    name = titled(extras.get("contact_name") or package.get("maintainer"))[:200]
    email = extras.get("contact_email") or _text(package, "maintainer_email")
    fine = email if "@" in email and len(email) <= 254 and not set(email) & set(' <>"') else ""
    return Agent(name=name, email=fine) if name and fine and not is_person(name) else None


def _themes(package: _Package, extras: Mapping[str, str]) -> tuple[str, ...]:
    groups = [_text(one, "name") for one in _list(package.get("groups")) if isinstance(one, Mapping)]
    try:
        listed = json.loads(extras.get("theme", "") or "[]")
    except ValueError:
        listed = [extras["theme"]]
    named = [str(one) for one in listed] if isinstance(listed, list) else []
    return tuple(dict.fromkeys(code for one in (*groups, *named) if (code := THEMES.code_of(one))))


def _keywords(package: _Package) -> tuple[str, ...]:
    tags = [one for one in _list(package.get("tags")) if isinstance(one, Mapping)]
    return tuple(
        dict.fromkeys(
            filter(None, (titled(_text(one, "display_name") or _text(one, "name")) for one in tags))
        )
    )[:100]


def _period(extras: Mapping[str, str]) -> Period | None:
    start, end = moment(extras.get("temporal_start")), moment(extras.get("temporal_end"))
    if start is None and end is None:
        return None
    return None if start and end and end < start else Period(start=start, end=end)


def _bounds(extras: Mapping[str, str]) -> Bounds | None:
    return bounds_of(extras["spatial"]) if extras.get("spatial") else None


def _geocoding(extras: Mapping[str, str]) -> tuple[str, ...]:
    given = extras.get("politicalGeocodingURI") or extras.get("political_geocoding_uri") or ""
    keys = (one.strip(' "[]').rsplit("/", 1)[-1] for one in given.split(","))
    return tuple(one for one in keys if one.isdecimal() and len(one) in {2, 3, 5, 8, 12})


def _attribution(extras: Mapping[str, str], resources: Sequence[Mapping[str, object]]) -> str:
    own = [_text(one, "licenseAttributionByText") for one in resources]
    return extras.get("licenseAttributionByText") or next(filter(None, own), "")


def _page_of(package: _Package, url: str) -> str:
    name = _text(package, "name")
    return optional_address(urljoin(url.split("/api/3/")[0] + "/", f"dataset/{name}")) if name else ""


def _text(values: Mapping[str, object], name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""


def _list(found: object) -> Sequence[object]:
    return found if isinstance(found, list) else []
