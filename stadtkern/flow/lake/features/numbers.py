# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers of features by their keys, as far as somebody saw them lately.

Files are ordered by place and number, not by key: finding a key takes a look at all keys, finding a number
takes one at a few row groups. A number stays with its feature, so what is remembered here is right or of
no use.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

_MOST = 100_000


class Numbers:
    """What is remembered; may be used from any thread."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], int] = {}
        self._guard = threading.Lock()

    def get(self, table: int, key: str) -> int | None:
        """The number that the feature had when it was last seen; null: nobody saw it."""
        return self._known.get((table, key))

    def put(self, table: int, keys: Iterable[str], numbers: Iterable[int]) -> None:
        """Remember what was seen; when there is too much, everything older is forgotten."""
        seen = {(table, key): number for key, number in zip(keys, numbers, strict=True)}
        with self._guard:
            if len(self._known) + len(seen) > _MOST:
                self._known = {}
            self._known.update(seen)
