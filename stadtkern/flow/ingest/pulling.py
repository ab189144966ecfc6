# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pull: feeds are fetched on schedule; a failing one is asked less often and shown as out of order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, connections
from django.db.models import F

from stadtkern.flow.devices.models import SourceState
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Page, Pull, Source, Visit
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, SourceUnavailable
from stadtkern.kernel.events import SourceFailed, SourceRecovered, tell
from stadtkern.kernel.observation import Payload
from stadtkern.web.outgoing import exchange
from stadtkern.web.outgoing.exchange import Question, SourceRefused
from stadtkern.web.outgoing.limits import limits

from . import counters, decoding, service
from .service import Stored

log = structlog.get_logger(__name__)

LONGEST_WAIT_S = 3600
"""A failing source is asked again after at most this long, or its own interval when that is longer [s]."""
SHORTEST_WAIT_S = 30
"""A failing source is left alone for at least this long, or its own interval when that is shorter [s]."""
_FIRST_DOUBLINGS = 12
AT_ONCE = 8
"""Feeds that are asked at the same time."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one fetch went."""

    source: str
    stored: Stored = field(default_factory=Stored)
    unchanged: bool = False
    """True when the source said that nothing is new (304)."""
    failure: str = ""


def fetch_due(now: datetime, *, chance: random.Random | None = None) -> list[Outcome]:
    """Fetch every source whose time has come; of several processes only one fetches a source.

    Several are asked at the same time, so that one that hangs does not hold up the others; what they answer
    is stored one after the other.

    Raises:
        LakeUnavailable: the lake cannot be written; the sources are fetched again next time.
    """
    dice = chance or random.SystemRandom()
    due = [
        (source, source.pull)
        for _, source in registry.sources()
        if source.pull is not None and _claim(source.key, source.pull, now)
    ]
    if len(due) < 2:
        outcomes = [_fetched(source, pull, _pages(source, pull, now), now, dice) for source, pull in due]
    else:
        outcomes = _together(due, now, dice)
    counters.flush()
    return outcomes


def fetch(source_key: str, *, now: datetime, chance: random.Random | None = None) -> Outcome:
    """Fetch one source at once, whatever its schedule.

    Raises:
        NotFound: no such source, or one that is not fetched.
        LakeUnavailable: the lake cannot be written.
    """
    _, source = registry.source(source_key)
    if source.pull is None:
        raise NotFound(f"Die Datenquelle „{source_key}“ wird nicht abgerufen.")
    SourceState.objects.get_or_create(key=source_key)
    SourceState.objects.filter(key=source_key).update(last_attempt_at=now)
    pages = _pages(source, source.pull, now)
    outcome = _fetched(source, source.pull, pages, now, chance or random.SystemRandom())
    counters.flush()
    return outcome


def wait_s(pull: Pull, failures: int, retry_after_s: float | None, chance: random.Random) -> float:
    """How long to wait after a number of failures in a row: doubling, with jitter, up to a cap [s]."""
    longest = longest_wait_s(pull)
    base = min(pull.every_s, SHORTEST_WAIT_S) * 2.0 ** min(failures - 1, _FIRST_DOUBLINGS)
    wait = min(base, longest) * chance.uniform(0.75, 1.0)
    return min(max(wait, retry_after_s or 0.0), longest)


def longest_wait_s(pull: Pull) -> float:
    """The cap of :func:`wait_s` for a feed [s]."""
    return float(max(pull.every_s, LONGEST_WAIT_S))


def _claim(key: str, pull: Pull, now: datetime) -> bool:
    """Whether this process fetches now; the row moves on, so that no other does."""
    state, _ = SourceState.objects.get_or_create(key=key)
    if state.paused or not _is_due(state, pull, now):
        return False
    unmoved = SourceState.objects.filter(key=key, next_attempt_at=state.next_attempt_at)
    then = now + timedelta(seconds=pull.every_s)
    return bool(unmoved.update(next_attempt_at=then, last_attempt_at=now))


def _is_due(state: SourceState, pull: Pull, now: datetime) -> bool:
    """Due when its time has come, or when that lies so far ahead that a clock must have jumped."""
    if state.next_attempt_at is None or state.next_attempt_at <= now:
        return True
    usual_s = longest_wait_s(pull) if state.failures else pull.every_s
    return state.next_attempt_at > now + timedelta(seconds=2 * usual_s)


def _together(due: Sequence[tuple[Source, Pull]], now: datetime, chance: random.Random) -> list[Outcome]:
    """Ask all of them at once; take in each as soon as it answers."""
    with ThreadPoolExecutor(min(AT_ONCE, len(due)), thread_name_prefix="feeds") as pool:
        asked: dict[Future[Page | None], tuple[Source, Pull, Iterator[Page]]] = {}
        for source, pull in due:
            pages = _pages(source, pull, now)
            asked[pool.submit(_first, pages)] = (source, pull, pages)
        return [
            _fetched(source, pull, _going_on(answered, pages), now, chance)
            for answered in as_completed(asked)
            for source, pull, pages in [asked[answered]]
        ]


def _first(pages: Iterator[Page]) -> Page | None:
    try:
        return next(pages, None)
    finally:
        connections.close_all()


def _going_on(answered: Future[Page | None], pages: Iterator[Page]) -> Iterator[Page]:
    """The first page, which another thread has fetched, and those after it."""
    first = answered.result()
    if first is not None:
        yield first
        yield from pages


def _pages(source: Source, pull: Pull, now: datetime) -> Iterator[Page]:
    """What a source answers, page by page; nothing is asked before the first is wanted."""
    state = SourceState.objects.get(key=source.key)
    visit = Visit(
        now=now, newest=state.last_observation_at, etag=state.etag, last_modified=state.last_modified
    )
    return _answers(pull, visit)


def _answers(pull: Pull, visit: Visit) -> Iterator[Page]:
    yield from pull.fetch(visit) if pull.fetch else _asked(pull, visit)


def _fetched(
    source: Source, pull: Pull, pages: Iterator[Page], now: datetime, chance: random.Random
) -> Outcome:
    stored, last = Stored(), None
    try:
        for page in pages:
            stored += _store(source, page.payload, now)
            last = page
    except (LakeUnavailable, DatabaseError):
        raise
    except CityError as error:
        return replace(_failed(source, pull, error, now, chance), stored=stored)
    except Exception as error:  # the edge to connectors: a fault in one must not stop the others
        log.exception("fetch_failed", source=source.key)
        counters.note_fault()
        told = SourceUnavailable(f"Beim Abrufen ist ein Fehler aufgetreten ({type(error).__name__}).")
        return replace(_failed(source, pull, told, now, chance), stored=stored)
    _succeeded(SourceState.objects.get(key=source.key), last, pull, now)
    return Outcome(source=source.key, stored=stored, unchanged=last is None)


def _asked(pull: Pull, visit: Visit) -> Iterator[Page]:
    """The answer to one plain GET; nothing when it has not changed."""
    question = Question(
        url=pull.url, media_type=pull.media_type, etag=visit.etag, last_modified=visit.last_modified
    )
    answer = exchange.get(question, limits(), now_s=visit.now.timestamp())
    if answer is not None:
        payload = Payload(name=answer.url, content=answer.content, received_at=visit.now)
        yield Page(payload=payload, etag=answer.etag, last_modified=answer.last_modified)


def _store(source: Source, payload: Payload, now: datetime) -> Stored:
    decoded, gave_up = decoding.decoded(source.decode, payload)
    delivered = service.store(decoded, source_key=source.key, now=now, name=payload.name)
    if gave_up:
        raise SourceUnavailable(f"Die Antwort ist nicht lesbar: {gave_up}")
    if decoded.complaint:
        raise SourceUnavailable(decoded.complaint)
    return delivered


def _succeeded(state: SourceState, page: Page | None, pull: Pull, now: datetime) -> None:
    rows = SourceState.objects.filter(key=state.key)
    if page is not None:
        rows.update(etag=page.etag[:500], last_modified=page.last_modified[:100])
    rows.update(last_success_at=now, failures=0, next_attempt_at=now + timedelta(seconds=pull.every_s))
    ended = rows.filter(outage_since__isnull=False).update(outage_since=None, outage_reason="")
    if ended:
        log.info("source_recovered", source=state.key)
        tell(SourceRecovered(at=now, source=state.key))


def _failed(source: Source, pull: Pull, error: CityError, now: datetime, chance: random.Random) -> Outcome:
    reason = str(error)
    rows = SourceState.objects.filter(key=source.key)
    rows.update(failures=F("failures") + 1)
    failures = rows.values_list("failures", flat=True).get()
    asked_s = error.retry_after_s if isinstance(error, SourceRefused) else None
    then = now + timedelta(seconds=wait_s(pull, failures, asked_s, chance))
    rows.update(outage_reason=reason[:500], next_attempt_at=then)
    log.warning("source_failed", source=source.key, reason=reason, failures=failures)
    if rows.filter(outage_since__isnull=True).update(outage_since=now):
        tell(SourceFailed(at=now, source=source.key, reason=reason))
    return Outcome(source=source.key, failure=reason)
