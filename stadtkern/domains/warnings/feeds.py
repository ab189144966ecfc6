# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fetches what authorities publish; one broken alert costs only itself, and its reason is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import structlog
from django.db.models import F, Q

from stadtkern.commons.territory import service as territory
from stadtkern.flow.outlets.cap import bundles
from stadtkern.kernel.errors import CityError, PayloadRejected, SourceUnavailable
from stadtkern.web.outgoing import exchange
from stadtkern.web.outgoing.exchange import Fetched, Question
from stadtkern.web.outgoing.limits import limits

from . import official
from .models import Feed

log = structlog.get_logger(__name__)

TICK_S = 15
_LATE = 5
"""After so many missed fetches (at least ten minutes) nobody may rely on a feed any more."""
_SHOWN_REASONS = 10
_MOST_SEEN = 2_000
_MOST_LINKS = 100
"""Alerts of an Atom index that are fetched in one go."""
_LINK_S = 10.0

Sight = Literal["none", "fresh", "stale"]
"""No feed is fetched; all answer; one does not."""


def due(now: datetime) -> list[Feed]:
    """The feeds whose time has come."""
    found = Feed.objects.filter(active=True).order_by(F("last_attempt_at").asc(nulls_first=True))
    return [
        feed
        for feed in found
        if feed.last_attempt_at is None or not feed.last_attempt_at <= now < _next(feed, feed.last_attempt_at)
    ]


def sight(now: datetime) -> tuple[Sight, datetime | None]:
    """Whether official warnings arrive, and when all feeds were last reached."""
    rows = list(Feed.objects.filter(active=True))
    if not rows:
        return "none", None
    reached = [feed.last_success_at for feed in rows]
    known = [at for at in reached if at is not None]
    oldest = min(known) if len(known) == len(reached) else None
    late = any(is_late(feed, now) for feed in rows)
    return ("stale" if late else "fresh"), oldest


def is_late(feed: Feed, now: datetime) -> bool:
    """Whether the feed was not reached for too long."""
    allowed = timedelta(seconds=max(feed.every_s * _LATE, 600))
    return feed.last_success_at is None or now - feed.last_success_at > allowed


def fetch(feed: Feed, *, now: datetime) -> int:
    """Fetch one feed and take in its alerts; how many were new. What goes wrong stands in the feed."""
    feed.last_attempt_at = now
    new = 0
    try:
        answer = _asked(feed.url, feed.etag, feed.last_modified, now)
        if answer is not None:
            new, whole = _take_in(feed, answer, now)
            feed.etag = answer.etag[:300] if whole else ""
            feed.last_modified = answer.last_modified[:100] if whole else ""
        feed.last_success_at, feed.failure = now, ""
    except (SourceUnavailable, PayloadRejected) as error:
        feed.failure = str(error)[:500]
        log.warning("warning_feed_failed", feed=feed.pk, reason=feed.failure)
    # Not what people edit in the cockpit meanwhile.
    feed.save(
        update_fields=[
            "last_attempt_at", "last_success_at", "failure",
            "etag", "last_modified", "read", "refused", "seen",
        ]
    )  # fmt: skip
    return new


def forget_answers() -> None:
    """Read all feeds again as a whole: other alerts may concern the city now."""
    Feed.objects.filter(~Q(etag="") | ~Q(last_modified="") | ~Q(seen=[])).update(
        etag="", last_modified="", seen=[], last_attempt_at=None
    )


def _next(feed: Feed, last: datetime) -> datetime:
    return last + timedelta(seconds=feed.every_s)


def _asked(
    url: str, etag: str, last_modified: str, now: datetime, *, total_s: float | None = None
) -> Fetched | None:
    bounds = limits() if total_s is None else replace(limits(), total_s=total_s)
    question = Question(url=url, etag=etag, last_modified=last_modified)
    return exchange.get(question, bounds, now_s=now.timestamp())


def _take_in(feed: Feed, answer: Fetched, now: datetime) -> tuple[int, bool]:
    """How many alerts were new, and whether none is left to be tried again."""
    here, new, read, whole = territory.city(), 0, 0, True
    refused: list[str] = []
    for name, document in _documents(feed, answer, now):
        read += 1
        try:
            if isinstance(document, CityError):
                raise document
            new += official.take_in(document, feed=feed, here=here, now=now) == "new"
        except (PayloadRejected, SourceUnavailable) as error:
            refused.append(f"{name}: {error}"[:300])
            whole = whole and isinstance(error, PayloadRejected)
    feed.read, feed.refused = read, refused[:_SHOWN_REASONS]
    if refused:
        log.warning("alerts_refused", feed=feed.pk, refused=len(refused), read=read)
    return new, whole


def _documents(feed: Feed, answer: Fetched, now: datetime) -> Iterator[tuple[str, bytes | CityError]]:
    if bundles.is_zip(answer.content):
        yield from bundles.documents(answer.content)
        return
    linked = bundles.links(answer.content, base=answer.url)
    if linked is None:
        yield answer.url, answer.content
        return
    yield from _linked(feed, linked, now)


def _linked(feed: Feed, addresses: list[str], now: datetime) -> Iterator[tuple[str, bytes | CityError]]:
    """The alerts of an index that were not read yet; one that cannot be reached is tried again next time."""
    seen = [address for address in feed.seen if address in addresses][-_MOST_SEEN:]
    for address in [address for address in addresses if address not in seen][:_MOST_LINKS]:
        try:
            answer = _asked(address, "", "", now, total_s=_LINK_S)
        except SourceUnavailable as error:
            yield address, error
            continue
        seen.append(address)
        if answer is not None:
            yield address, answer.content
    feed.seen = seen
