# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The markup of tiles of public dashboards, used again for as long as the tile itself is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from django.utils.safestring import SafeString

from .shown import ShownTile

_MOST_BYTES: Final = 16 * 1024 * 1024


class Markup:
    """Finished markup by where it stands; the one unused for longest goes first."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._guard = threading.Lock()
        self._made: OrderedDict[Hashable, tuple[ShownTile, SafeString]] = OrderedDict()
        self._bytes = 0

    def of(self, key: Hashable, shown: ShownTile, make: Callable[[], SafeString]) -> SafeString:
        """The markup at this place, made anew when the tile is not the very same one."""
        with self._guard:
            found = self._made.get(key)
            if found is not None and found[0] is shown:
                self._made.move_to_end(key)
                return found[1]
        made = make()
        with self._guard:
            self._drop(key)
            self._made[key] = (shown, made)
            self._bytes += len(made)
            while self._bytes > self._most:
                self._drop(next(iter(self._made)))
        return made

    def _drop(self, key: Hashable) -> None:
        known = self._made.pop(key, None)
        if known is not None:
            self._bytes -= len(known[1])
