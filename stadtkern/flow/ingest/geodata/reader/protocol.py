# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Frames between the two processes: one letter, the length (8 bytes, big-endian), the content.

``J`` is an answer as JSON, ``B`` an Arrow stream with one batch of features.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from .words import Answer

HEAD = 9
MOST = 1024 * 1024 * 1024
"""No frame is longer [bytes]."""


class Gone(Exception):
    """The other side has closed the pipe, or says nonsense."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    kind: bytes
    body: bytes


def send(descriptor: int, kind: bytes, body: bytes) -> None:
    """Write a frame.

    Raises:
        Gone: nobody reads any more.
    """
    try:
        for part in (kind + len(body).to_bytes(HEAD - 1, "big"), body):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise Gone from error


def say(descriptor: int, answer: Answer) -> None:
    """Write an answer.

    Raises:
        Gone: nobody reads any more.
    """
    send(descriptor, b"J", msgspec.json.encode(answer))


class Inbox:
    """Frames as they come out of a pipe."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        """``read``: some bytes, at most as many as asked for; none at the end."""
        self._read = read

    def frame(self) -> Frame:
        """The next frame; waits for it.

        Raises:
            Gone: the pipe was closed.
        """
        head = self._take(HEAD)
        size = int.from_bytes(head[1:], "big")
        if head[:1] not in {b"J", b"B"} or size > MOST:
            raise Gone
        return Frame(head[:1], self._take(size))

    def _take(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            part = self._read(min(size, 1 << 20))
            if not part:
                raise Gone
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
