# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recent answers about few datastreams, used again for as long as nothing of these datastreams changed.

Many readers look at the same day of the same datastream; opening and unpacking its file again costs more than
everything else that a request does.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

import pyarrow as pa

from .words import Question

MOST_BYTES = 32 * 1024 * 1024
_LARGEST_SHARE = 16


def key(question: Question) -> Hashable:
    """What makes two questions the same; 1, 1.0 and true are not."""
    given = sorted((name, type(value).__name__, repr(value)) for name, value in question.parameters.items())
    return question.sql, tuple(given)


class Answers:
    """Tables by question and by how often its datastreams changed; the one unused for longest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES, largest_share: int = _LARGEST_SHARE) -> None:
        self._most = most_bytes
        self._largest = most_bytes // largest_share
        self._guard = threading.Lock()
        self._tables: OrderedDict[Hashable, tuple[Hashable, pa.Table]] = OrderedDict()
        self._bytes = 0

    def get(self, question: Hashable, changes: Hashable) -> pa.Table | None:
        """The answer given when the datastreams had changed just as often."""
        with self._guard:
            found = self._tables.get(question)
            if found is None or found[0] != changes:
                return None
            self._tables.move_to_end(question)
            return found[1]

    def put(self, question: Hashable, changes: Hashable, answer: pa.Table) -> None:
        """Keep an answer unless it is large; ``changes`` was read before the question was asked."""
        if answer.nbytes > self._largest:
            return
        with self._guard:
            self._forget(question)
            self._tables[question] = (changes, answer)
            self._bytes += answer.nbytes
            while self._bytes > self._most:
                self._forget(next(iter(self._tables)))

    def _forget(self, question: Hashable) -> None:
        known = self._tables.pop(question, None)
        if known is not None:
            self._bytes -= known[1].nbytes
