# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for the writer, and what of it goes into one commit."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from stadtkern.kernel.errors import LakeUnavailable

from .edits import Change, Edit, Removal
from .words import Receipt

_MOST_ROWS = 2_000_000
"""A commit takes no further caller when it has this many rows; one caller's batch is never split."""
_MOST_EDITS = 1_000
"""Changes and removals of single observations that share a commit."""
_LINGER_S = 0.005
"""Callers that were just answered come back with their next batch within this time."""


@dataclass(kw_only=True)
class Append:
    """A batch to store."""

    batch: pa.Table
    lengths: Sequence[int]
    """Rows of each part, in order; every part gets a receipt."""
    places: bool
    answer: Future[list[Receipt]] = field(default_factory=Future)


@dataclass(kw_only=True)
class Work:
    """Something to do on the writing session between two commits."""

    run: Callable[[duckdb.DuckDBPyConnection], object]
    answer: Future[object] = field(default_factory=Future)


Item = Append | Work | Edit


class Waiting:
    """Items in the order of their arrival."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._arrived = threading.Condition()
        self._closed = False
        self._expected = 0
        """Callers that took part in the last commit or waited for its end."""

    def put(self, item: Item) -> None:
        """Add an item.

        Raises:
            LakeUnavailable: the lake is closed.
        """
        with self._arrived:
            if self._closed:
                raise LakeUnavailable("the lake is closed")
            self._items.append(item)
            if len(self._items) == 1 or len(self._items) >= self._expected:
                self._arrived.notify()

    def take(self, idle_s: float | None) -> Sequence[Item]:
        """What fits into one commit: appends, or edits, or one piece of work; empty after ``idle_s``.

        Callers that were just answered come back at once; those that waited meanwhile are here. In one commit
        they are all answered soonest, so it waits a moment until as many are here.
        """
        with self._arrived:
            if not self._items and not self._closed:
                self._arrived.wait(idle_s)
            if self._expected > 1 and not self._closed:
                self._linger()
            items: list[Item] = []
            rows = 0
            while self._items and rows < _MOST_ROWS and _together(items, self._items[0]):
                items.append(item := self._items.popleft())
                rows += item.batch.num_rows if isinstance(item, Append) else 0
            return items

    def answered(self, callers: int) -> None:
        """So many callers are about to be answered, and may come back."""
        self._expected = callers + len(self._items)

    def close(self) -> bool:
        """Take nothing more; false when that was so already."""
        with self._arrived:
            closed, self._closed = self._closed, True
            self._arrived.notify()
        return not closed

    @property
    def over(self) -> bool:
        """True when nothing waits and nothing more comes."""
        return self._closed and not self._items

    def _linger(self) -> None:
        until = time.monotonic() + _LINGER_S
        while len(self._items) < self._expected and (left := until - time.monotonic()) > 0:
            self._arrived.wait(left)


def _together(items: Sequence[Item], item: Item) -> bool:
    """Whether ``item`` may be in the same commit."""
    if not items:
        return True
    if _alone(items[0]) or _alone(item) or (len(items) >= _MOST_EDITS and not isinstance(item, Append)):
        return False
    return isinstance(items[0], Append) == isinstance(item, Append)


def _alone(item: Item) -> bool:
    """True for what needs a commit of its own."""
    return isinstance(item, Work) or (isinstance(item, Change) and item.moves)


__all__ = ["Append", "Change", "Item", "Removal", "Waiting", "Work"]
