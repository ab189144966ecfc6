# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Token buckets in the memory of one process: a client that pauses gets its tokens back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

MOST_BUCKETS = 100_000
"""So many are remembered; the one that was not used for the longest time is forgotten first."""
WINDOW_S = 60
"""A rate says how many tokens come back within this time [s]."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """What came of drawing from a bucket."""

    granted: bool
    remaining: int
    """Tokens that are left."""
    wait_s: int
    """After so many seconds the bucket is full again; when not granted: until the next token."""


class Buckets:
    """Buckets of one kind, all with the same rate [tokens per minute], which is also what one holds."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def draw(self, client: str, now_s: float, tokens: float = 1.0) -> Drawn:
        """Take tokens when there are enough. ``now_s``: monotonic time."""
        with self._lock:
            level = self._level(client, now_s)
            granted = level >= tokens
            self._keep(client, level - tokens if granted else level, now_s)
        missing = self.rate - level + tokens if granted else tokens - level
        return Drawn(
            granted=granted, remaining=int(level - tokens if granted else level), wait_s=self._s(missing)
        )

    def charge(self, client: str, now_s: float, tokens: float) -> None:
        """Take tokens for what is done already; the bucket may end below zero, at most one bucket deep."""
        with self._lock:
            self._keep(client, max(self._level(client, now_s) - tokens, -float(self.rate)), now_s)

    def _level(self, client: str, now_s: float) -> float:
        level, at = self._levels.pop(client, (float(self.rate), now_s))
        return min(float(self.rate), level + (now_s - at) * self.rate / WINDOW_S)

    def _keep(self, client: str, level: float, now_s: float) -> None:
        self._levels[client] = (level, now_s)
        while len(self._levels) > MOST_BUCKETS:
            self._levels.popitem(last=False)

    def _s(self, tokens: float) -> int:
        return max(1, int(tokens * WINDOW_S / self.rate + 0.999)) if tokens > 0 else 0
