# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who writes which partition: advisory locks of PostgreSQL, which a process that dies lets go at once."""

from __future__ import annotations

import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol

import psycopg

from stadtkern.kernel.errors import LakeUnavailable

from .words import PARTITIONS

_STATEMENTS = Path(__file__).parent / "statements"
_CONNECT_S = 5


class Leases(Protocol):
    """Partitions that belong to this process."""

    def adjust(self, share: int) -> frozenset[int]:
        """Let go of what is over the share, take what is free below it; what belongs to this process now.

        Raises:
            LakeUnavailable: it cannot be known; nothing belongs to this process.
        """

    def close(self) -> None:
        """Let go of everything."""


class Alone:
    """One writer: everything belongs to it."""

    def adjust(self, share: int) -> frozenset[int]:
        """All partitions, whatever the share."""
        return frozenset(range(PARTITIONS))

    def close(self) -> None:
        """Nothing to let go of."""


class Advisory:
    """Many writers over one PostgreSQL."""

    def __init__(self, dsn: str, name: str, *, parts: int = PARTITIONS) -> None:
        """``name`` says of what the parts are; locks of other names are others."""
        self._dsn = dsn
        self._parts = parts
        self._kind = zlib.crc32(f"stadtkern {name}".encode()) - 2**31
        self._connection: psycopg.Connection | None = None
        self._mine: set[int] = set()

    def adjust(self, share: int) -> frozenset[int]:
        """As :class:`Leases` says."""
        try:
            connection = self._connected()
            connection.execute(_statement("alive"))
            for partition in sorted(self._mine)[share:]:
                connection.execute(_statement("let_go"), (self._kind, partition))
                self._mine.discard(partition)
            for partition in range(self._parts):
                if len(self._mine) < share and partition not in self._mine:
                    self._take(connection, partition)
        except psycopg.Error as error:
            self.close()
            raise LakeUnavailable(f"PostgreSQL does not answer: {error}") from error
        return frozenset(self._mine)

    def close(self) -> None:
        """Close the connection; that frees the locks too."""
        self._mine.clear()
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _take(self, connection: psycopg.Connection, partition: int) -> None:
        row = connection.execute(_statement("take"), (self._kind, partition)).fetchone()
        if row is not None and row[0]:
            self._mine.add(partition)

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._mine.clear()
            self._connection = psycopg.connect(self._dsn, autocommit=True, connect_timeout=_CONNECT_S)
        return self._connection


def share_of(writers: int) -> int:
    """How many partitions one of so many writers takes at most."""
    return -(-PARTITIONS // max(1, writers))


@cache
def _statement(name: str) -> bytes:
    lines = (_STATEMENTS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).encode()
