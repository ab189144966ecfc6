# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts statements to the database of the register, within a time limit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, OperationalError, connection

from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.kernel.errors import LimitExceeded

from .dialects import Dialect
from .fragments import Cell, Sql
from .postgresql import Postgresql
from .sqlite import Sqlite

_STEPS = 20_000
"""Instructions of SQLite between two looks at the clock, about a millisecond."""


class Asker:
    """The register's database for one request."""

    def __init__(self, *, limit_s: float) -> None:
        self._limit_s = limit_s
        self._sqlite = Sqlite() if connection.vendor == "sqlite" else None
        self.dialect: Dialect = self._sqlite or Postgresql()

    def rows(self, statement: Sql) -> list[tuple[Cell, ...]]:
        """All rows of a statement.

        Raises:
            LimitExceeded: it takes too long.
            QueryRefused: it calculates beyond the range of the database's numbers and times.
        """
        try:
            if self._sqlite is not None:
                return self._rows_of_sqlite(self._sqlite, statement)
            return self._rows_of_postgresql(statement)
        except OperationalError as error:
            if "interrupted" in str(error) or "statement timeout" in str(error):
                raise LimitExceeded(
                    f"the query took longer than {self._limit_s:g} s: narrow it, or ask for smaller pages"
                ) from error
            raise
        except DataError as error:
            raise QueryRefused(
                "a calculation leaves the range of numbers or times",
                option="$filter",
                expectation="smaller values",
            ) from error

    def _rows_of_sqlite(self, dialect: Sqlite, statement: Sql) -> list[tuple[Cell, ...]]:
        connection.ensure_connection()
        raw = connection.connection
        if not isinstance(raw, sqlite3.Connection):
            raise TypeError("the register is no SQLite database")
        dialect.prepare(raw)
        with _stopped(raw, time.monotonic() + self._limit_s), connection.cursor() as cursor:
            cursor.execute(statement.text, statement.values)
            return list(cursor.fetchall())

    def _rows_of_postgresql(self, statement: Sql) -> list[tuple[Cell, ...]]:
        """The limit travels with the statement, in the transaction that both make."""
        limit = f"set local statement_timeout = {max(int(self._limit_s * 1000), 1)}; set local jit = off; "
        with connection.cursor() as cursor:
            cursor.execute(limit + statement.text, statement.values)
            while cursor.nextset():
                pass
            return list(cursor.fetchall())


@contextmanager
def _stopped(raw: sqlite3.Connection, end: float) -> Iterator[None]:
    raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
