# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages without a time of their own that come again: they keep the time of their first arrival.

A sender repeats a message when it did not hear that it was taken. Its time of arrival would make it another
observation, so the first one is remembered; after a restart of the city the lake is asked instead.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from stadtkern.flow.ingest.log import current as shared
from stadtkern.flow.ingest.log.figures import settled
from stadtkern.flow.ingest.mapping.harvest import EPOCH, MICROSECOND, Harvest
from stadtkern.flow.lake.current import lake

from .arriving import Arrival
from .live import Live

_MOST = 50_000
_MOST_READ = 5_000
_LASTING = timedelta(hours=24)
"""So long a broker keeps a session, and with it what was not acknowledged."""
_LAST_WORDS = timedelta(minutes=1)
"""What a process had stored and not acknowledged when it died came at the very end."""
Result: TypeAlias = tuple[float | None, str | None]
"""Number, or JSON."""


class Repeats:
    """Remembers when messages came; used by one thread."""

    def __init__(self) -> None:
        self._first: OrderedDict[bytes, datetime] = OrderedDict()

    def arrived(self, live: Live, arrival: Arrival) -> datetime | None:
        """When a message came first; null: it came again, and nobody knows when it came first."""
        message = arrival.message
        if not message.qos:
            return arrival.at
        key = hashlib.blake2b(message.payload, digest_size=16, salt=b"mqtt")
        key.update(f"\x00{live.key}\x00{message.topic}".encode())
        digest = key.digest()
        if message.again:
            known = self._first.get(digest)
            if known is not None and arrival.at - known < _LASTING:
                return known
        self._first[digest] = arrival.at
        if len(self._first) > _MOST:
            self._first.popitem(last=False)
        return None if message.again else arrival.at

    def settle(self, unsure: Sequence[range], harvest: Harvest, ids: Mapping[str, int]) -> None:
        """Give observations that came again the time of the stored ones when those say the same.

        Raises:
            LakeUnavailable: writers are behind, so nobody knows yet what is stored.
        """
        places = [place for rows in unsure for place in rows if harvest.datastreams[place] in ids]
        if not places:
            return
        log = shared.log()
        if log is not None:
            settled(log.connection)
            lake().refresh()
        known = lake().latest({ids[harvest.datastreams[place]] for place in places})
        stored = {stream: _last_results(stream, latest.last_time) for stream, latest in known.items()}
        for place in places:
            result = (harvest.results[place], harvest.texts[place])
            time = stored.get(ids[harvest.datastreams[place]], {}).get(result)
            if time is not None and 0 <= harvest.times[place] - time < _LASTING // MICROSECOND:
                harvest.times[place] = time


def _last_results(stream: int, last: datetime) -> dict[Result, int]:
    """What was stored in the last minute of a datastream, each with its newest time [microseconds]."""
    first, end = last - _LAST_WORDS, last + MICROSECOND
    rows = lake().observations(stream, start=first, end=end, limit=_MOST_READ, newest_first=True)
    found: dict[Result, int] = {}
    for row in rows:
        time = (row.phenomenon_time - EPOCH) // MICROSECOND
        result = (row.result, row.result_json)
        found[result] = max(time, found.get(result, time))
    return found
