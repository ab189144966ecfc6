# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of another catalogue, one after another: guarded, limited, unhurried."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from stadtkern.kernel.errors import PayloadRejected, SourceUnavailable
from stadtkern.kernel.licences import LICENCES
from stadtkern.web.outgoing.exchange import Fetched, Question, SourceRefused, get
from stadtkern.web.outgoing.limits import MIB
from stadtkern.web.outgoing.limits import limits as outgoing

from .models import HarvestSource, Kind
from .reading import ckan, dcat, records
from .words import Catalogue, Page

PAGE_BYTES = 16 * MIB
PAGE_S = 60.0
MOST_PAGES = 1_000
RUN_S = 3_600.0
PAUSE_S = 0.25
"""Between two pages, so that nobody's portal suffers."""
LONGEST_WAIT_S = 60.0
_RDF = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8"
Read = Callable[[bytes, str, Catalogue], Page]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A page with where it came from."""

    page: Page
    fetched: Fetched


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a kind of catalogue is asked and read."""

    media_type: str
    read: Read
    first: Callable[[HarvestSource], str]


def _as_given(source: HarvestSource) -> str:
    return source.url


def _of_stadtkern(source: HarvestSource) -> str:
    root = source.url.rstrip("/")
    return root if "/api/dcat" in root else f"{root}/api/dcat/catalog.ttl"


DIALECTS = {
    Kind.DCAT: Dialect(media_type=_RDF, read=dcat.page, first=_as_given),
    Kind.STADTKERN: Dialect(media_type=_RDF, read=dcat.page, first=_of_stadtkern),
    Kind.CKAN: Dialect(
        media_type="application/json",
        read=ckan.page,
        first=lambda source: ckan.first_address(source.url, source.query),
    ),
    Kind.RECORDS: Dialect(
        media_type="application/geo+json, application/json;q=0.9",
        read=records.page,
        first=lambda source: records.first_address(source.url),
    ),
}


def catalogue_of(source: HarvestSource) -> Catalogue:
    """What readers are told about a catalogue."""
    return Catalogue(title=source.title, address=source.url, licence=LICENCES.get(source.licence))


def pages(source: HarvestSource, *, pause_s: float = PAUSE_S) -> Iterator[Answer | None]:
    """All pages; null when the catalogue says that nothing has changed since the last complete run.

    Raises:
        SourceUnavailable: it does not answer, not as promised, or it does not come to an end.
        PayloadRejected: an answer cannot be read.
    """
    dialect = DIALECTS[Kind(source.kind)]
    deadline = time.monotonic() + RUN_S
    question = Question(
        url=dialect.first(source),
        media_type=dialect.media_type,
        etag=source.etag,
        last_modified=source.last_modified,
    )
    seen: set[str] = set()
    while True:
        seen.add(question.url)
        fetched = _patiently(partial(_get, question))
        if fetched is None:
            yield None
            return
        page = dialect.read(fetched.content, fetched.url, catalogue_of(source))
        yield Answer(page=page, fetched=fetched)
        if not page.next:
            return
        _check(page.next, seen, deadline)
        question = Question(url=page.next, media_type=dialect.media_type)
        time.sleep(pause_s)


def _check(following: str, seen: set[str], deadline: float) -> None:
    if following in seen:
        raise PayloadRejected(f"Die Seiten führen im Kreis: {following[:200]}")
    if len(seen) >= MOST_PAGES:
        raise SourceUnavailable(f"Der Katalog hat mehr als {MOST_PAGES} Seiten; der Rest fehlt.")
    if time.monotonic() > deadline:
        raise SourceUnavailable(f"Nach {RUN_S / 60:.0f} Minuten war der Katalog noch nicht zu Ende.")


def _get(question: Question) -> Fetched | None:
    allowed = replace(outgoing(), answer_bytes=PAGE_BYTES, total_s=PAGE_S)
    return get(question, allowed, now_s=time.time())


def _patiently(ask: Callable[[], Fetched | None]) -> Fetched | None:
    """Asked a second time when the portal says when to come back."""
    try:
        return ask()
    except SourceRefused as error:
        if error.retry_after_s is None or error.retry_after_s > LONGEST_WAIT_S:
            raise
        time.sleep(error.retry_after_s)
        return ask()
