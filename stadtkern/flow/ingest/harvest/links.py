# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether the addresses of distributions answer: asked now and then, politely, and shown beside them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from stadtkern.flow.catalogue import harvested, service
from stadtkern.flow.catalogue.words import Distribution, Entry
from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.web.outgoing.exchange import Question, status
from stadtkern.web.outgoing.limits import limits as outgoing

EVERY = timedelta(days=7)
AGAIN_AFTER = timedelta(days=1)
"""Those that did not answer are asked again sooner."""
AT_ONCE = 200
PER_HOST = 30
PAUSE_S = 0.2
TOTAL_S = 15.0
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 500, 501})
"""Statuses with which servers also answer that they do not know HEAD."""
_ALIVE_TOO = frozenset({401, 403, 429})
"""Somebody is there, even if not for us."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a round of checks found."""

    asked: int
    dead: int


def check(now: datetime, *, most: int = AT_ONCE, pause_s: float = PAUSE_S) -> Checked:
    """Ask the addresses whose time has come, those never asked first."""
    due = sorted(_due(now), key=lambda pair: pair[1].checked_at.timestamp() if pair[1].checked_at else 0.0)
    hosts: dict[str, int] = defaultdict(int)
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    asked = 0
    for entry, way in due:
        host = urlsplit(_address(way)).hostname or ""
        if asked == most or hosts[host] == PER_HOST:
            continue
        hosts[host] += 1
        asked += 1
        found[entry.key][way.key] = answers(_address(way))
        time.sleep(pause_s)
    for key, alive in found.items():
        harvested.note_links(key, alive, now=now)
    dead = sum(not alive for ways in found.values() for alive in ways.values())
    return Checked(asked=asked, dead=dead)


def answers(url: str) -> bool:
    """Whether an address answers with something else than an error."""
    allowed = replace(outgoing(), total_s=TOTAL_S)
    question = Question(url=url, head=True)
    try:
        found = status(question, allowed)
        if found in _NO_HEAD:
            found = status(replace(question, head=False, more=(("Range", "bytes=0-0"),)), allowed)
    except SourceUnavailable:
        return False
    return found < HTTPStatus.BAD_REQUEST or found in _ALIVE_TOO


def dead() -> list[tuple[Entry, Distribution]]:
    """Distributions whose addresses did not answer when they were last asked."""
    return [
        (entry, way) for entry in service.all_public() for way in entry.distributions if way.alive is False
    ]


def _due(now: datetime) -> Iterator[tuple[Entry, Distribution]]:
    for entry in service.all_public():
        if entry.origin not in {"harvested", "uploaded"}:
            continue
        for way in entry.distributions:
            wait = EVERY if way.alive is not False else AGAIN_AFTER
            if _address(way).startswith("http") and (way.checked_at is None or way.checked_at < now - wait):
                yield entry, way


def _address(way: Distribution) -> str:
    return way.download_url or way.access_url
