# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The released entries of the catalogue in memory, with their words; renewed when they change."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.words import Entry

RENEWED = timedelta(seconds=60)
"""So old the times of changed data may be; other changes show at once."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """All released entries, by key."""

    revision: int
    at: datetime
    entries: tuple[Entry, ...]
    texts: tuple[str, ...]
    """What q looks into, by place of the entry."""


_LOCK = threading.Lock()
_KNOWN: list[Known] = []


def known(now: datetime) -> Known:
    """The entries as they are now; one small query when nothing changed."""
    revision = service.revision()
    present = _KNOWN[0] if _KNOWN else None
    if present is not None and present.revision == revision and now - present.at < RENEWED:
        return present
    with _LOCK:
        entries = tuple(service.all_public())
        texts = tuple(_text(one) for one in entries)
        found = Known(revision=revision, at=now, entries=entries, texts=texts)
        _KNOWN[:] = [found]
    return found


def forget() -> None:
    """Read everything anew at the next question."""
    _KNOWN.clear()


def _text(entry: Entry) -> str:
    said = (entry.title, entry.title_en, entry.description, entry.description_en, *entry.keywords)
    return "\n".join((entry.key, *said, entry.publisher.name)).casefold()
