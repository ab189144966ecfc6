# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which keys this process has looked up, for a few seconds: a key that is used often costs no query."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.ingest.streams import Scope
from stadtkern.kernel.callers import Caller

CACHE_S = 5.0
"""A revoked key stops working in every process after at most this long [s]."""
_MOST_CACHED = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearer:
    """Who pushes: a valid key."""

    id: int
    name: str
    scope: Scope
    may_register: bool
    expires_at: datetime | None
    caller: Caller
    """The same for interfaces that also read and change."""


_LOCK = threading.Lock()
_CACHE: dict[str, tuple[float, Bearer | None]] = {}


def remembered(digest: str) -> tuple[Bearer | None] | None:
    """Whom this digest means, none when it was refused; null when it must be looked up."""
    entry = _CACHE.get(digest)
    return None if entry is None or entry[0] < time.monotonic() else (entry[1],)


def remember(digest: str, found: Bearer | None) -> None:
    """Keep it for a while."""
    with _LOCK:
        if len(_CACHE) >= _MOST_CACHED:
            _CACHE.clear()
        _CACHE[digest] = (time.monotonic() + CACHE_S, found)


def forget() -> None:
    """Forget all keys of this process."""
    with _LOCK:
        _CACHE.clear()
