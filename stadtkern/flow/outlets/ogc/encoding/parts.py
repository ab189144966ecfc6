# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that are handed on while they grow, and files that can only be written as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

_PART = 256 * 1024


class Parts(BytesIO):
    """A file of which everything that was written can be taken away at any time; only good for appending."""

    def __init__(self) -> None:
        super().__init__()
        self._gone = 0

    def tell(self) -> int:
        """Bytes written so far, also those that were taken."""
        return self._gone + super().tell()

    def close(self) -> None:
        """It stays open: what was written last still has to be taken."""

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        found = self.getvalue()
        self._gone += len(found)
        self.seek(0)
        self.truncate()
        return found


def read(path: Path) -> Iterator[bytes]:
    """A finished file."""
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part
