# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the city and the process of queries tell each other: a JSON head and Arrow, each after its length."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

import msgspec

Code = Literal[
    "several",
    "not_select",
    "syntax",
    "table",
    "schema",
    "function",
    "source",
    "column",
    "permission",
    "time",
    "memory",
    "value",
    "other",
]
"""Why a query has no answer."""
_LENGTH = 8
MOST = 256 * 1024 * 1024
"""No part of a message is longer [bytes]."""


class Ask(msgspec.Struct, kw_only=True):
    """One query; the body holds its parameters as one row of Arrow, or nothing."""

    sql: str
    tables: dict[str, str]
    """Path of the Parquet file by name."""
    names_only: bool = False
    """True: answer which tables it reads, do not run it."""
    rows: int = 0
    bytes: int = 0
    seconds: float = 0
    memory_mb: int = 0
    threads: int = 1


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The outcome; the body holds the rows as Arrow."""

    code: Code | None = None
    """Null: it has an answer."""
    names: list[str] = []
    """The tables that it reads."""
    cut: bool = False
    position: int | None = None
    """Byte of the text (UTF-8) where it is wrong, from 0."""
    name: str = ""
    """What is missing or refused."""
    candidates: str = ""
    """What may be meant instead."""
    message: str = ""
    """What the query engine says."""


class Gone(Exception):
    """The other side has closed the pipe."""


def framed(head: Ask | Reply, body: bytes = b"") -> bytes:
    """The message as bytes."""
    text = msgspec.json.encode(head)
    return len(text).to_bytes(_LENGTH, "big") + text + len(body).to_bytes(_LENGTH, "big") + body


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

    def message(self) -> tuple[bytes, bytes]:
        """Head and body of the next message; waits for it.

        Raises:
            Gone: the other side has closed the pipe, or says nonsense.
        """
        return self._part(), self._part()

    def _part(self) -> bytes:
        size = int.from_bytes(self._take(_LENGTH), "big")
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
