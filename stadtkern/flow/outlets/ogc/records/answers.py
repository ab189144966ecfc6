# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Questions to the catalogue: words, keys, kinds, place, time, order, in pages (20-004 clause 7)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.words import Bounds, Entry
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.common.landing import document
from stadtkern.flow.outlets.ogc.common.representations import HTML, JSON, address_with, alternates, chosen
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.served import served
from stadtkern.flow.outlets.ogc.common.words import Arguments, Link
from stadtkern.flow.outlets.ogc.cql import declaring
from stadtkern.flow.outlets.ogc.cql.words import Queryable
from stadtkern.flow.outlets.ogc.features.paging import AFTER, Order, order_of
from stadtkern.flow.outlets.ogc.features.parameters import box_of, limit_of
from stadtkern.flow.outlets.ogc.features.times import DATETIME, Period, period_of

from . import documents
from .known import Known, known

FORMS = (JSON, HTML)
_EARLY = datetime.min.replace(tzinfo=UTC)
_SORTED: Mapping[str, Callable[[Entry], str | datetime]] = {
    "title": lambda entry: entry.title.casefold(),
    "created": lambda entry: entry.issued or _EARLY,
    "updated": lambda entry: entry.modified or _EARLY,
}
_MOST_PLACE = 12


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a question selects."""

    terms: tuple[str, ...]
    """One of them must stand there."""
    ids: frozenset[str] | None
    external: frozenset[str] | None
    box: Bounds | None
    period: Period | None
    no_type: bool
    """Something else than datasets is asked for."""


def catalogue(request: Request, _arguments: Arguments) -> Answer:
    """The catalogue itself."""
    return document(documents.catalogue(request))


def sortables(request: Request, _arguments: Arguments) -> Answer:
    """What sortby may name."""
    kinds = (
        Queryable(name="title", kind="text", title="Titel"),
        Queryable(name="created", kind="datetime", title="Veröffentlicht"),
        Queryable(name="updated", kind="datetime", title="Geändert"),
    )
    content = declaring.schema(kinds, address=request.url, title="Katalog")
    body = msgspec.json.encode(content)
    return Answer(body=body, media_type="application/schema+json", tag=tag_of(body))


def record(request: Request, arguments: Arguments) -> Answer:
    """One record.

    Raises:
        NotFound: there is none that is released.
        Withdrawn: it was there once.
    """
    body = msgspec.json.encode(documents.record(request, service.entry(arguments["recordId"])))
    return Answer(body=body, media_type=documents.GEOJSON, tag=tag_of(body))


def records(request: Request, _arguments: Arguments) -> Answer:
    """A page of records.

    Raises:
        ParameterRefused: a parameter cannot be used.
    """
    parameters = request.parameters()
    form = chosen(request, parameters, FORMS)
    limit = limit_of(parameters, served())
    order = order_of(parameters["sortby"], tuple(_SORTED)) if "sortby" in parameters else ()
    start = _start(parameters.get(AFTER))
    present = known(request.now)
    found = _sorted([*_selected(present, wanted(parameters))], order)
    page = found[start : start + limit]
    links = alternates(request, form, FORMS)
    if start + limit < len(found):
        address = address_with(request, {AFTER: _token(start + limit)})
        links.append(Link(href=address, rel="next", type=documents.GEOJSON, title="weiter"))
    content = {
        "type": "FeatureCollection",
        "timeStamp": request.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": len(found),
        "numberReturned": len(page),
        "links": [one.written() for one in links],
        "features": [documents.record(request, one) for one in page],
    }
    state = f"{present.revision} {present.at} {request.url}?{request.query} {request.language}"
    return Answer(body=msgspec.json.encode(content), media_type=documents.GEOJSON, tag=tag_of(state.encode()))


def wanted(parameters: Mapping[str, str]) -> Wanted:
    """What the parameters select.

    Raises:
        ParameterRefused: one of them cannot be used.
    """
    terms = parameters.get("q", "")
    kinds = parameters.get("type")
    return Wanted(
        terms=tuple(_listed(terms.casefold())),
        ids=frozenset(_listed(parameters["ids"])) if "ids" in parameters else None,
        external=frozenset(_listed(parameters["externalIds"])) if "externalIds" in parameters else None,
        box=box_of(parameters)[0],
        period=period_of(parameters[DATETIME]) if DATETIME in parameters else None,
        no_type=kinds is not None and "dataset" not in _listed(kinds),
    )


def _selected(present: Known, asked: Wanted) -> Iterator[Entry]:
    for entry, text in zip(present.entries, present.texts, strict=True):
        if not asked.no_type and _matches(entry, text, asked):
            yield entry


def _matches(entry: Entry, text: str, asked: Wanted) -> bool:
    if asked.terms and not any(term in text for term in asked.terms):
        return False
    if asked.ids is not None and entry.key not in asked.ids:
        return False
    if asked.external is not None and entry.identifier not in asked.external:
        return False
    return _is_there(entry, asked.box) and _is_then(entry, asked.period)


def _is_there(entry: Entry, box: Bounds | None) -> bool:
    """Whether the box touches that of the entry; entries without one lie nowhere."""
    if box is None:
        return True
    if entry.bounds is None:
        return False
    west, south, east, north = entry.bounds
    across = box[0] > box[2]
    beside = (east < box[0] and west > box[2]) if across else (east < box[0] or west > box[2])
    return not beside and south <= box[3] and north >= box[1]


def _is_then(entry: Entry, period: Period | None) -> bool:
    """Whether the periods meet; entries without one hold always."""
    if period is None or entry.period is None:
        return True
    first, last = period
    starts_late = last is not None and entry.period.start is not None and entry.period.start > last
    ends_early = first is not None and entry.period.end is not None and entry.period.end < first
    return not (starts_late or ends_early)


def _sorted(entries: list[Entry], order: Order) -> list[Entry]:
    """By key, or in the order that was asked for."""
    for name, descends in reversed(order):
        entries.sort(key=_SORTED[name], reverse=descends)
    return entries


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(str(start).encode()).rstrip(b"=").decode()


def _start(token: str | None) -> int:
    """The place that a token stands for.

    Raises:
        ParameterRefused: no token of this interface.
    """
    if token is None:
        return 0
    try:
        text = base64.b64decode(token[:40] + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise ParameterRefused("this is no place in these results", parameter=AFTER) from error
    if not text.isdigit() or len(text) > _MOST_PLACE:
        raise ParameterRefused("this is no place in these results", parameter=AFTER)
    return int(text)
