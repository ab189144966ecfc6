# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far this clock is from those of the servers that were asked lately (header Date, RFC 9110 6.6.1).

Costs no request: what sources answer says their time anyway.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

_FRESH = timedelta(hours=24)
_MOST = 200
_LEAST = 3
"""One server's clock proves nothing."""


class Clocks:
    """The newest difference per server."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[datetime, float]] = {}
        self._lock = threading.Lock()

    def note(self, host: str, header: str | None, now: datetime) -> None:
        """Remember what a server says the time is; what is no date is passed over."""
        try:
            theirs = parsedate_to_datetime(header or "")
        except (TypeError, ValueError):
            return
        aware = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
        with self._lock:
            if len(self._seen) >= _MOST and host not in self._seen:
                self._seen.pop(min(self._seen, key=lambda one: self._seen[one][0]))
            self._seen[host] = (now, (now - aware).total_seconds())

    def drift_s(self, now: datetime) -> float | None:
        """How far this clock is ahead of most servers [s]; null while few were asked in a day."""
        with self._lock:
            found = [drift for at, drift in self._seen.values() if abs(now - at) <= _FRESH]
        return median(found) if len(found) >= _LEAST else None

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._seen.clear()


CLOCKS = Clocks()
"""Of this process."""
