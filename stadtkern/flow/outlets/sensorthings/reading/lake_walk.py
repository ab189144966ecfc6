# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far to look for a page: growing parts of what is asked for, each beginning where the order begins.

Guessed from what the lake knows of every datastream: number of observations, first and last time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from stadtkern.flow.lake.words import Latest
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import micros

_GROWTH = 8
_SMALL = 50_000
"""So few rows are read at once."""
_FIRST = 400_000
"""Rows of a first look when a condition may leave out most of them."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Datastreams in the order of their ids, and bounds of the phenomenon time."""

    streams: tuple[int, ...]
    bounds: Bounds
    whole: bool = False
    """Nothing is outside of it."""


class Extent:
    """What the lake knows of some datastreams, for guesses."""

    def __init__(self, latest: Mapping[int, Latest], bounds: Bounds) -> None:
        known = sorted(latest.items())
        first = np.array([micros(one.first_time) for _, one in known], np.float64)
        last = np.array([micros(one.last_time) for _, one in known], np.float64)
        counts = np.array([one.count for _, one in known], np.float64)
        low, high = np.maximum(first, bounds.low), np.minimum(last, bounds.high)
        inside = low <= high
        share = np.where(last > first, (high - low) / np.maximum(last - first, 1), 1.0)
        self.bounds = bounds
        self.streams = tuple(key for (key, _), kept in zip(known, inside.tolist(), strict=True) if kept)
        self.low, self.high = low[inside], high[inside]
        self.rows: Floats = np.maximum(counts * share, 1)[inside]
        """About how many observations of each datastream lie within the bounds."""
        self._whole_rows = self.rows
        self._resumed: dict[int, Bounds] = {}

    def resume(self, stream: int, bounds: Bounds) -> None:
        """Of this datastream only what lies within these bounds is still wanted."""
        if stream in self.streams:
            self._resumed[stream] = bounds
            left = self.alone(stream)
            self.rows = self.rows.copy()
            self.rows[self.streams.index(stream)] = float(left.rows.sum()) if left.streams else 1.0

    def alone(self, stream: int) -> Extent:
        """The extent of one datastream."""
        n = self.streams.index(stream)
        one = Extent({}, self._resumed.get(stream, self.bounds))
        low, high = max(float(self.low[n]), one.bounds.low), min(float(self.high[n]), one.bounds.high)
        if low > high:
            return one
        share = (high - low) / max(float(self.high[n] - self.low[n]), 1.0)
        one.streams, one.low, one.high = (stream,), np.array([low]), np.array([high])
        one.rows = np.maximum(self._whole_rows[n : n + 1] * share, 1)
        return one

    @property
    def total(self) -> float:
        """About how many observations lie within the bounds."""
        return float(self.rows.sum())

    @property
    def whole(self) -> Part:
        """Everything; bounds as tight as is known."""
        if not self.streams:
            return Part(streams=(), bounds=self.bounds, whole=True)
        return Part(streams=self.streams, bounds=self.bounds, whole=True)

    def newest(self, wanted: float) -> float:
        """From which time on about so many observations lie [us since 1970]."""
        return -self._reach(-self.high, -self.low, wanted)

    def oldest(self, wanted: float) -> float:
        """Up to which time about so many observations lie [us since 1970]."""
        return self._reach(self.low, self.high, wanted)

    def each_newest(self, wanted: float) -> Floats:
        """For each datastream: from which time on about so many of its observations lie [us since 1970]."""
        spacing = (self.high - self.low) / np.maximum(self.rows - 1, 1)
        return np.maximum(self.high - spacing * wanted, self.low)

    def _reach(self, first: Floats, last: Floats, wanted: float) -> float:
        """The smallest end by which evenly spread values would be enough."""
        spacing = (last - first) / np.maximum(self.rows - 1, 1)
        below, above = float(first.min()), float(last.max())
        for _ in range(50):
            middle = (below + above) / 2
            reached = np.clip(middle, None, last) - first
            each = np.where(
                reached < 0, 0, np.minimum(np.floor(reached / np.maximum(spacing, 1)) + 1, self.rows)
            )
            if each.sum() >= wanted:
                above = middle
            else:
                below = middle
        return above


def by_stream(extent: Extent, wanted: int, *, sure: bool, descending: bool) -> Iterator[Part]:
    """Parts for the order by datastream; ``sure``: every observation counts."""
    if extent.total > _SMALL:
        goal = float(wanted if sure else max(_FIRST, wanted))
        rows = extent.rows[::-1] if descending else extent.rows
        streams = extent.streams[::-1] if descending else extent.streams
        summed = np.cumsum(rows)
        while goal < extent.total:
            number = int(np.searchsorted(summed, goal)) + 1
            if number >= len(streams):
                break
            chosen = tuple(sorted(streams[:number]))
            if number == 1:
                yield from _within(extent, chosen[0], wanted, sure=sure, descending=descending)
            yield replace(extent.whole, streams=chosen, whole=False)
            goal = max(goal * _GROWTH, float(summed[number - 1]) * 2)
    yield extent.whole


def _within(extent: Extent, stream: int, wanted: int, *, sure: bool, descending: bool) -> Iterator[Part]:
    """The first hours of a single long datastream."""
    alone = extent.alone(stream)
    for part in by_time(alone, wanted, sure=sure, descending=descending):
        if not part.whole:
            yield part


def by_time(extent: Extent, wanted: int, *, sure: bool, descending: bool) -> Iterator[Part]:
    """Parts for the order by phenomenon time."""
    goal = float(wanted) * 1.2 if sure else max(_SMALL, wanted * 10.0)
    while extent.streams and goal < extent.total / 2:
        if descending:
            bounds = replace(extent.bounds, low=max(extent.bounds.low, int(extent.newest(goal)) - 1))
        else:
            bounds = replace(extent.bounds, high=min(extent.bounds.high, int(extent.oldest(goal)) + 1))
        yield Part(streams=extent.streams, bounds=bounds)
        goal *= _GROWTH
    yield extent.whole
