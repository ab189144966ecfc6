# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of one datastream: its newest values, and as many older ones as some rule looks back.

Times are whole microseconds since 1970, UTC, as in the lake.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from stadtkern.kernel.observation import IMPLAUSIBLE

SECOND = 1_000_000
_MOST_KEPT = 2_000

StreamKey = tuple[int, int]
"""Id of a datastream, and position of the component within it."""


class Reading(NamedTuple):
    """A value at a time."""

    time: int
    value: float
    quality: int = 0
    arrived: int = 0
    """When the city got it; the delay is what it took."""

    @property
    def plausible(self) -> bool:
        """Whether nothing says that it should not be relied on."""
        return not self.quality & IMPLAUSIBLE


class Known:
    """The newest values of one datastream."""

    __slots__ = ("_keep_us", "_window", "interval_us", "newest", "plausible")

    def __init__(self, *, interval_us: int = 0) -> None:
        self.interval_us = interval_us
        """Expected spacing; 0: irregular."""
        self.newest: Reading | None = None
        self.plausible: Reading | None = None
        self._keep_us = 0
        self._window: deque[Reading] = deque()

    def keep(self, length_us: int) -> None:
        """Remember at least so much of the past from now on."""
        self._keep_us = max(self._keep_us, length_us)

    @property
    def kept_us(self) -> int:
        """How much of the past is remembered."""
        return self._keep_us

    def take(self, reading: Reading) -> bool:
        """Take a value in; false when a newer one is known already."""
        if self.newest is not None and reading.time < self.newest.time:
            return False
        self.newest = reading
        if reading.plausible:
            self.plausible = reading
        if self._keep_us:
            self._remember(reading)
        return True

    def reading(self, *, implausible: bool) -> Reading | None:
        """The newest value that may be used."""
        return self.newest if implausible else self.plausible

    def within(self, length_us: int, *, implausible: bool) -> Iterable[Reading]:
        """The usable values of the time before the newest one."""
        newest = self.reading(implausible=implausible)
        if newest is None:
            return ()
        first = newest.time - length_us
        return (one for one in self._window if one.time >= first and (implausible or one.plausible))

    def _remember(self, reading: Reading) -> None:
        window = self._window
        if window and window[-1].time == reading.time:
            window.pop()
        window.append(reading)
        first = reading.time - self._keep_us
        while window[0].time < first:
            window.popleft()
        if len(window) > _MOST_KEPT:
            self._window = deque([*list(window)[:-1:2], reading])
