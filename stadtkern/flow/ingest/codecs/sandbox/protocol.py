# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What supervisor and worker say to each other: JSON, each message after its length (4 bytes, big-endian)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

import msgspec

Kind = Literal["uplink", "downlink", "encode"]
HEAD = 4
MOST = 64 * 1024 * 1024
"""No message is longer [bytes]."""


class Ask(msgspec.Struct, kw_only=True):
    """Calls of one script, in order."""

    key: str
    """Names the script; the same text has the same key."""
    script: str | None = None
    """Null when the worker should know it already."""
    kind: Kind
    calls: list[str]
    """JSON of the input of each call."""


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The outcome of one call; as many come as calls were asked."""

    answer: str = ""
    """JSON: ``{"result": …, "holes": n}`` or ``{"code": …, "text": …}``."""
    unknown: bool = False
    """The worker does not know the script (any more): ask again with it. No other reply follows."""
    memory: bool = False
    """The script wanted more memory than allowed; the worker ends itself. No other reply follows."""


class Gone(Exception):
    """The other side has closed the pipe."""


def framed(message: Ask | Reply) -> bytes:
    """The message with its length in front."""
    body = msgspec.json.encode(message)
    return len(body).to_bytes(HEAD, "big") + body


def write(descriptor: int, data: bytes) -> None:
    """Write everything.

    Raises:
        Gone: nobody reads any more.
    """
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise Gone from error


class Inbox:
    """Messages as they come out of a pipe."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._buffer = bytearray()

    def message(self) -> bytes:
        """The next message; waits for it.

        Raises:
            Gone: the other side has closed the pipe, or says nonsense.
        """
        size = int.from_bytes(self._take(HEAD), "big")
        if size > MOST:
            raise Gone
        return self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            more = self._read()
            if not more:
                raise Gone
            self._buffer += more
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken
