# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features of a collection: pages of them, whole files, and one on its own (17-069r4 clauses 7.15, 7.16)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.store import FeatureStore
from stadtkern.flow.outlets.answering import tags
from stadtkern.flow.outlets.answering.answers import Answer, Header
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.errors import Overloaded
from stadtkern.flow.outlets.ogc.common.kept import KEPT
from stadtkern.flow.outlets.ogc.common.representations import (
    HTML,
    Representation,
    address_with,
    alternates,
    chosen,
)
from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.served import served
from stadtkern.flow.outlets.ogc.common.words import Arguments, Link
from stadtkern.flow.outlets.ogc.encoding import geojson

from . import layers, paging
from .parameters import LIMIT
from .questions import Asked, Collection, asked

MOST_FILES = 4
"""So many whole collections are written at once; each holds a session of the lake."""
_FILES = threading.BoundedSemaphore(MOST_FILES)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some features, and how it goes on."""

    rows: pa.Table
    asked: Asked
    next: str
    """Token of the next page; empty: this is the last one."""
    matched: int | None
    """Null: not known."""
    estimated: int | None = None
    """About how many match; null: not asked."""


def items(request: Request, arguments: Arguments) -> Answer:
    """A page of features, or all of them as a file.

    Raises:
        NotFound: no such collection, or none that may be seen.
        ParameterRefused, ConditionRefused, LimitExceeded, LakeUnavailable: as the question says.
    """
    parameters = request.parameters()
    form = chosen(request, parameters, layers.FORMS)
    collection = sight.collection_of(request, arguments["collectionId"])
    tag = sight.state_tag(request, collection, form.name)
    kept = _kept(request, tag)
    if kept is not None:
        return kept
    question = asked(parameters, shown(request, collection), served())
    if LIMIT not in parameters and form.name not in {layers.GEOJSON, HTML.name}:
        return _file(request, collection, question, form, tag)

    def made() -> Answer:
        return _written(request, collection, page_of(collection, question, parameters), form)

    return KEPT.answer(tag, made)


def shown(request: Request, collection: FeatureCollection) -> Collection:
    """The collection as questions need it."""
    return Collection(
        table=service.table(collection),
        fields=sight.fields_of(request, collection),
        geometry=layers.geometry_of(collection),
    )


def page_of(collection: FeatureCollection, question: Asked, parameters: Mapping[str, str]) -> Page:
    """The features of one page.

    Raises:
        LimitExceeded, LakeUnavailable: as the lake says.
    """
    store = current.lake().features
    found = store.page(question.question)
    rows = _shortened(found.slice(0, question.limit))
    goes_on = found.num_rows > rows.num_rows
    last = rows.slice(rows.num_rows - 1).to_pylist()[0] if goes_on else {}
    whole = rows.num_rows if not goes_on and paging.AFTER not in parameters else None
    matched, estimated = _counts(collection, question, store, whole)
    return Page(
        rows=rows,
        asked=question,
        next=paging.token(paging.place_in(last, question.order)) if goes_on else "",
        matched=matched,
        estimated=estimated,
    )


def _counts(
    collection: FeatureCollection, question: Asked, store: FeatureStore, whole: int | None
) -> tuple[int | None, int | None]:
    """How many features match, exactly and about, as far as that is known or was asked for."""
    if whole is not None:
        return whole, None
    if not question.selects:
        return collection.features, None
    if question.count == "exact":
        return store.count(question.counted), None
    return None, store.estimate(question.counted) if question.count == "estimate" else None


def _shortened(rows: pa.Table) -> pa.Table:
    """As many rows as fit the memory of one answer, at least one."""
    room = served().page_bytes
    if rows.nbytes <= room or "geometry" not in rows.column_names:
        return rows
    sizes = pc.cumulative_sum(pc.fill_null(pc.binary_length(rows["geometry"]), 0).cast(pa.int64()))
    fitting = pc.sum(pc.less(sizes, pa.scalar(room))).as_py() or 0
    return rows.slice(0, max(int(fitting), 1))


def _kept(request: Request, tag: str) -> Answer | None:
    """An answer that needs no work: the client has it, or it is kept here."""
    known = request.header("if-none-match")
    if known and tags.is_known(known, tag):
        return Answer(tag=tag)
    return KEPT.get(tag)


def _written(request: Request, collection: FeatureCollection, found: Page, form: Representation) -> Answer:
    encoding = layers.encoding_of(form)
    layer = layers.layer(request, collection, found.asked.fields, found.asked.crs)
    links = page_links(request, found, form)
    if encoding.key == layers.GEOJSON:
        members = _members(request, found, links)
        body = b"".join(geojson.encode(found.rows.to_batches(), layer, members))
    else:
        body = b"".join(encoding.encode(found.rows.to_batches(), layer))
    return Answer(body=body, media_type=encoding.media_type, headers=_headers(found.asked, links))


def page_links(request: Request, found: Page, form: Representation) -> list[Link]:
    """This page, its other forms, and the next page (/req/core/fc-links)."""
    links = alternates(request, form, layers.FORMS)
    if found.next:
        address = address_with(request, {paging.AFTER: found.next})
        links.append(Link(href=address, rel="next", type=form.media_type, title="weiter"))
    return links


def _members(request: Request, found: Page, links: list[Link]) -> dict[str, object]:
    members: dict[str, object] = {
        "timeStamp": request.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": found.matched,
        "numberEstimated": found.estimated,
        "numberReturned": found.rows.num_rows,
        "links": [one.written() for one in links],
    }
    return {name: value for name, value in members.items() if value is not None}


def _headers(question: Asked, links: list[Link]) -> tuple[Header, ...]:
    """/req/crs/ogc-crs-header, and links for forms that have no place for them."""
    further = tuple(
        ("Link", f'<{one.href}>; rel="{one.rel}"; type="{one.type}"') for one in links if one.rel == "next"
    )
    return (content_crs(question.crs.uri), *further)


def content_crs(uri: str) -> Header:
    """The header that says in which reference system the answer is."""
    return "Content-Crs", f"<{uri}>"


def _file(
    request: Request, collection: FeatureCollection, question: Asked, form: Representation, tag: str
) -> Answer:
    """All features that match, made while they are sent.

    Raises:
        Overloaded: too many are being written at the moment.
    """
    encoding = layers.encoding_of(form)
    layer = layers.layer(request, collection, question.fields, question.crs)
    everything = replace(question.question, limit=None)
    parts = _begun(encoding.encode(current.lake().features.stream(everything), layer))
    name = f'attachment; filename="{collection.key}{encoding.suffix}"'
    return Answer(
        media_type=encoding.media_type,
        headers=(content_crs(question.crs.uri), ("Content-Disposition", name)),
        tag=tag,
        parts=parts,
    )


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts, of which the first is made at once: what is wrong shows before anything is sent."""
    if not _FILES.acquire(blocking=False):
        raise Overloaded
    taken = _taken(parts)
    next(taken)
    return taken


def _taken(parts: Iterator[bytes]) -> Iterator[bytes]:
    try:
        first = next(parts, b"")
        yield b""
        yield first
        yield from parts
    finally:
        _FILES.release()
