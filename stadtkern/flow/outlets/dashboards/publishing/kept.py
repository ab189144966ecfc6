# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of public dashboards are kept for a while, so that many readers of one cost one making."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of all files together, per process."""


class Files:
    """Bytes by what they say; the least recently used ones go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._guard = threading.Lock()
        self._found: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The file of this key; what two ask for at once may be made twice."""
        with self._guard:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        content = make()
        with self._guard:
            if key not in self._found:
                self._found[key] = content
                self._size += len(content)
            while self._size > self._most and self._found:
                self._size -= len(self._found.popitem(last=False)[1])
        return content


FILES: Final = Files()
