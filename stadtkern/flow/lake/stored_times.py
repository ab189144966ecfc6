# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which times are stored for datastreams that get older observations, so that not every batch must look.

A time in here may be stored, a missing one is not: what is removed may stay, what is added must come in.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_TIMES = 4_000_000
"""Times kept in all, 8 bytes each; those of the datastream that was asked for longest ago go first."""
_ASKED = 10_000
"""Datastreams of which the first question is remembered."""


class StoredTimes:
    """Sorted times [us since 1970, UTC] of some datastreams."""

    def __init__(self, most: int = MOST_TIMES) -> None:
        self._most = most
        self._known: OrderedDict[int, _Sorted] = OrderedDict()
        self._asked: OrderedDict[int, None] = OrderedDict()

    def missing(self, datastream: int, times: Int64s) -> Mask | None:
        """True for each time that is certainly not stored; null: nothing is known of the datastream."""
        known = self._known.get(datastream)
        if known is None:
            return None
        self._known.move_to_end(datastream)
        return ~known.holds(times)

    def worth_loading(self, datastream: int) -> bool:
        """True when unknown, from the second question on: who sends old observations once mostly goes on."""
        if datastream in self._known:
            return False
        if datastream in self._asked:
            return True
        self._asked[datastream] = None
        if len(self._asked) > _ASKED:
            self._asked.popitem(last=False)
        return False

    def load(self, datastreams: Collection[int], found: pa.Table) -> None:
        """Take over all times of these datastreams: the answer of ``queries/stored_times``."""
        ids, times = found["datastream_id"].to_numpy(), found["time_us"].to_numpy()
        for key in datastreams:
            first, last = np.searchsorted(ids, [key, key + 1])
            self._known[key] = _Sorted(times[first:last])
        while len(self._known) > 1 and sum(len(known) for known in self._known.values()) > self._most:
            self._known.popitem(last=False)

    def add(self, ids: Int64s, times: Int64s) -> None:
        """Rows sorted by (datastream, time) were stored."""
        if not self._known or not len(ids):
            return
        for key in np.unique(ids).tolist() if len(ids) < len(self._known) else list(self._known):
            first, last = np.searchsorted(ids, [key, key + 1])
            if key in self._known and first < last:
                self._known[key].add(times[first:last])

    def forget(self, datastreams: Collection[int]) -> None:
        """Rows of these datastreams were stored by somebody else, or moved there."""
        for key in datastreams:
            self._known.pop(key, None)

    def forget_all(self) -> None:
        """Nothing is certain any more."""
        self._known.clear()


class _Sorted:
    """Sorted numbers in a buffer with room at its end, where most of them are added."""

    def __init__(self, numbers: Int64s) -> None:
        self._buffer = np.array(numbers, np.int64)
        self._size = len(numbers)

    def __len__(self) -> int:
        return self._size

    def holds(self, numbers: Int64s) -> Mask:
        mine = self._buffer[: self._size]
        if not len(mine):
            return np.zeros(len(numbers), np.bool_)
        found = np.searchsorted(mine, numbers)
        same: Mask = mine[np.minimum(found, len(mine) - 1)] == numbers
        return same

    def add(self, numbers: Int64s) -> None:
        """Sorted ``numbers``; some may be here already."""
        mine = self._buffer[: self._size]
        if len(mine) and numbers[0] <= mine[-1]:
            self._buffer = np.insert(mine, np.searchsorted(mine, numbers), numbers)
        else:
            if self._size + len(numbers) > len(self._buffer):
                self._buffer = np.resize(mine, 2 * self._size + len(numbers))
            self._buffer[self._size : self._size + len(numbers)] = numbers
        self._size += len(numbers)
