# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which datastream code belongs to which id, domain and source: looked up once, then answered from memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stadtkern.flow.devices.models import Datastream

KNOWN_S = 60.0
"""How long a known datastream is answered from memory [s]."""
UNKNOWN_S = 5.0
"""How long an unknown code is believed to be unknown [s]."""
_MOST = 500_000
_CHUNK = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream:
    """What ingest needs to know about a datastream."""

    id: int
    domain: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Whose datastreams may be filled: those of a domain or, for a declared source, of this source."""

    domain: str
    source: str
    declared: bool
    """Whether ``source`` is a declared one."""
    only: frozenset[int] | None = None
    """Ids of the datastreams to which it is narrowed; null: all of them."""

    def covers(self, stream: Stream) -> bool:
        """Whether the datastream lies in the scope."""
        if self.only is not None and stream.id not in self.only:
            return False
        return stream.domain == self.domain and (not self.declared or stream.source == self.source)


_LOCK = threading.Lock()
_CACHE: dict[str, tuple[float, Stream | None]] = {}


def streams(codes: Collection[str]) -> dict[str, Stream]:
    """The registered datastreams among these codes; unknown codes are missing."""
    now = time.monotonic()
    found: dict[str, Stream] = {}
    asked: list[str] = []
    for code in codes:
        entry = _CACHE.get(code)
        if entry is None or entry[0] < now:
            asked.append(code)
        elif entry[1] is not None:
            found[code] = entry[1]
    if asked:
        found.update(_look_up(asked, now))
    return found


def learn(found: Mapping[str, Stream]) -> None:
    """Datastreams that were just registered: what was unknown is known at once."""
    until = time.monotonic() + KNOWN_S
    with _LOCK:
        _CACHE.update({code: (until, stream) for code, stream in found.items()})


def forget() -> None:
    """Forget everything, e.g. after datastreams were registered."""
    with _LOCK:
        _CACHE.clear()


def _look_up(codes: list[str], now: float) -> dict[str, Stream]:
    found: dict[str, Stream] = {}
    for start in range(0, len(codes), _CHUNK):
        rows = Datastream.objects.filter(code__in=codes[start : start + _CHUNK])
        for code, key, domain, source in rows.values_list("code", "id", "thing__domain", "thing__source"):
            found[code] = Stream(id=key, domain=domain, source=source)
    with _LOCK:
        if len(_CACHE) + len(codes) > _MOST:
            _CACHE.clear()
        for code in codes:
            stream = found.get(code)
            _CACHE[code] = (now + (KNOWN_S if stream else UNKNOWN_S), stream)
    return found
