# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose turn it is to write: one process at a time, so that a redelivery to two processes is stored once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import psycopg

from stadtkern.kernel.errors import LakeUnavailable

from .sql import statement

OBSERVATIONS = 7305808869229538
"""Number of the lock for observations ("stadtkern lake")."""
FEATURES = OBSERVATIONS + 1


class Turns(Protocol):
    """Gives turns to write."""

    def turn(self) -> AbstractContextManager[None]:
        """Hold the turn while inside."""

    def close(self) -> None:
        """Let go of everything."""


class OnlyOne:
    """Embedded lake: nobody else can write."""

    def turn(self) -> AbstractContextManager[None]:
        """Always granted."""
        return nullcontext()

    def close(self) -> None:
        """Nothing to let go of."""


class Advisory:
    """Many processes: an advisory lock in the PostgreSQL catalogue, freed when a process dies."""

    def __init__(self, catalogue: str, *, key: int = OBSERVATIONS) -> None:
        """``key``: number of the lock; whoever writes something else takes another."""
        self._catalogue = catalogue
        self._key = key
        self._connection: psycopg.Connection | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it.

        Raises:
            LakeUnavailable: the catalogue does not answer.
        """
        connection = self._connected()
        try:
            connection.execute(statement("advisory_lock"), (self._key,))
        except psycopg.Error as error:
            self.close()
            raise LakeUnavailable(f"the PostgreSQL catalogue does not answer: {error}") from error
        try:
            yield
        finally:
            self._unlock(connection)

    def close(self) -> None:
        """Close the connection; that frees the lock too."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            try:
                self._connection = psycopg.connect(self._catalogue, autocommit=True)
            except psycopg.Error as error:
                raise LakeUnavailable(f"the PostgreSQL catalogue does not answer: {error}") from error
        return self._connection

    def _unlock(self, connection: psycopg.Connection) -> None:
        try:
            connection.execute(statement("advisory_unlock"), (self._key,))
        except psycopg.Error:
            self.close()
