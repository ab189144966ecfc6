# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the tables of features and lets them grow with the fields of their collection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from stadtkern.flow.lake.engine import Engine, in_city_words, reason_of
from stadtkern.flow.lake.sql import literal
from stadtkern.flow.lake.turns import Turns
from stadtkern.kernel.errors import LakeUnavailable

from .identifiers import SQL_TYPES, checked, current, history, quoted, statement, typed
from .words import FeatureTable

Session = duckdb.DuckDBPyConnection
SPATIAL = "spatial"
WRITE_LIMIT_S = 3600.0


class Tables:
    """The tables of features of one lake: one write at a time, beside the observations."""

    def __init__(self, engine: Engine, turns: Turns) -> None:
        self.engine = engine
        self._turns = turns
        self._lock = threading.RLock()

    @contextmanager
    def reading(self, limit_s: float | None = None) -> Iterator[Session]:
        """A session that knows geometry; what runs in it is stopped after ``limit_s``.

        Raises:
            LimitExceeded: it took too long or needs too much memory.
            LakeUnavailable: the lake cannot be read.
        """
        with in_city_words():
            self.engine.load(SPATIAL)
        with self.engine.reading(limit_s) as session:
            yield session

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else writes features or maintains the lake, in this process and all others."""
        with self._lock, self._turns.turn():
            yield

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in turn; what was begun in it and is not committed is undone.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        with self.turn(), self.reading(WRITE_LIMIT_S) as session:
            try:
                yield session
            except duckdb.Error as error:
                raise LakeUnavailable(f"the features were not written: {reason_of(error)}") from error

    def ensure(self, table: FeatureTable) -> None:
        """Make the table, or add the fields that it lacks.

        Raises:
            PayloadRejected: a name cannot be a field.
            LakeUnavailable: the lake cannot be written.
        """
        checked(table)
        if not self._lacks(table):
            return
        with self.writing() as session:
            present = _columns(session, table.name)
            if not present:
                _make(session, table)
                return
            _grow(session, table, present)

    def drop(self, table: FeatureTable) -> None:
        """Remove the table and its history.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        with self.writing() as session:
            session.begin()
            session.execute(statement("drop_table", table=current(table)))
            session.execute(statement("drop_table", table=history(table)))
            session.commit()

    def close(self) -> None:
        """Let go of the turn."""
        self._turns.close()

    def _lacks(self, table: FeatureTable) -> bool:
        with self.reading() as session:
            present = _columns(session, table.name)
        return any(present.get(column.name) != _type(column.kind) for column in table.columns) or not present


def _make(session: Session, table: FeatureTable) -> None:
    columns = typed(table.columns)
    session.begin()
    for name, query in ((current(table), "make_table"), (history(table), "make_history")):
        session.execute(statement(query, table=name, columns=columns))
        session.execute(statement("sort_table", table=name))
    session.commit()
    # Only a table that is committed can have settings of its own.
    session.execute(statement("row_groups", name=literal(table.name)))


def _grow(session: Session, table: FeatureTable, present: dict[str, str]) -> None:
    session.begin()
    for column in table.columns:
        if column.name not in present:
            words = f"{quoted(column.name)} {SQL_TYPES[column.kind]}"
            for name in (current(table), history(table)):
                session.execute(statement("add_column", table=name, column=words))
    session.commit()


def _columns(session: Session, name: str) -> dict[str, str]:
    """Type of each column; empty when there is no such table."""
    return dict(session.execute(statement("columns"), {"name": name}).fetchall())


def _type(kind: str) -> str:
    words = {"varchar": "VARCHAR", "timestamptz": "TIMESTAMP WITH TIME ZONE"}
    sql = SQL_TYPES[kind]  # type: ignore[index]  # a kind of field
    return words.get(sql, sql.upper())
