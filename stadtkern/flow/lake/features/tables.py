# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the tables of features and lets them grow with the fields of their collection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from stadtkern.flow.lake.engine import Engine, in_city_words, reason_of
from stadtkern.flow.lake.sql import literal
from stadtkern.flow.lake.turns import Turns
from stadtkern.kernel.collections import FieldKind
from stadtkern.kernel.errors import Contradiction, LakeUnavailable, LimitExceeded

from .identifiers import SQL_TYPES, checked, current, history, quoted, statement, typed
from .numbers import Numbers
from .words import RESERVED, FeatureColumn, FeatureTable

Session = duckdb.DuckDBPyConnection
SPATIAL = "spatial"
WRITE_LIMIT_S = 3600.0
_TEXT_MB = 2
"""A column of text takes a dictionary of 1 MiB while its file is written, and as much for what is in it."""


class Tables:
    """The tables of features of one lake: one write at a time, beside the observations."""

    def __init__(self, engine: Engine, turns: Turns) -> None:
        self.engine = engine
        self.numbers = Numbers()
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
                with suppress(duckdb.Error):
                    session.rollback()
                raise LakeUnavailable(f"the features were not written: {reason_of(error)}") from error

    def ensure(self, table: FeatureTable) -> None:
        """Make the table, add the fields that it lacks, and convert those whose kind is another now.

        Raises:
            PayloadRejected: a name cannot be a field.
            LimitExceeded: too many fields with text for the memory of the lake.
            Contradiction: values of a field are not of its new kind; nothing was changed.
            LakeUnavailable: the lake cannot be written.
        """
        checked(table)
        if not self._lacks(table):
            return
        self._check_size(table)
        with self.writing() as session:
            present = _columns(session, table.name)
            if not present:
                _make(session, table)
                return
            _grow(session, table, present)

    def narrow(self, table: FeatureTable) -> None:
        """Take away the columns that the table no longer has, with all their values.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        wanted = {column.name for column in checked(table).columns} | RESERVED
        with self.writing() as session:
            present = _columns(session, table.name)
            gone = [name for name in present if name not in wanted and not name.startswith("_")]
            session.begin()
            for name in (current(table), history(table)):
                for column in gone:
                    session.execute(statement("drop_column", table=name, column=quoted(column)))
            session.commit()

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

    def _check_size(self, table: FeatureTable) -> None:
        """Refuse tables whose files could not be written, now or at the next maintenance.

        Raises:
            LimitExceeded: too many fields with text.
        """
        texts = sum(SQL_TYPES[column.kind] == "varchar" for column in table.columns)
        most = self.engine.settings.memory_mb // _TEXT_MB
        if texts > most:
            raise LimitExceeded(
                f"{texts} fields with text, at most {most} fit into the memory of the lake:"
                " leave some out, or raise STADTKERN_LAKE_MEMORY_MB"
            )

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
    new = [column for column in table.columns if column.name not in present]
    other = [
        column
        for column in table.columns
        if column.name in present and present[column.name] != _type(column.kind)
    ]
    for column in other:
        for name in (current(table), history(table)):
            _check_convertible(session, name, column, present[column.name])
    session.begin()
    for name in (current(table), history(table)):
        for column in new:
            session.execute(statement("add_column", table=name, column=typed([column])[2:]))
        for column in other:
            _convert(session, name, column)
    session.commit()


def _check_convertible(session: Session, name: str, column: FeatureColumn, before: str) -> None:
    """Refuse to lose values.

    Raises:
        Contradiction: some values are not of the new kind.
    """
    parts = {
        "table": name,
        "column": quoted(column.name),
        "before": before,
        "type": SQL_TYPES[column.kind],
        "whole": "false" if before == "VARCHAR" else "true",
    }
    unfit, example = session.execute(statement("unfit_values", **parts)).fetchone() or (0, None)
    if unfit:
        words = (
            f"{unfit} values of the field {column.name!r} are no {column.kind}, e.g. {str(example)[:80]!r}"
        )
        raise Contradiction(words)


def _convert(session: Session, name: str, column: FeatureColumn) -> None:
    kept, old = quoted(column.name), '"_before"'
    session.execute(statement("rename_column", table=name, before=kept, after=old))
    session.execute(statement("add_column", table=name, column=typed([column])[2:]))
    parts = {"column": kept, "before": old, "type": SQL_TYPES[column.kind]}
    session.execute(statement("fill_column", table=name, **parts))
    session.execute(statement("drop_column", table=name, column=old))


def _columns(session: Session, name: str) -> dict[str, str]:
    """Type of each column; empty when there is no such table."""
    return dict(session.execute(statement("columns"), {"name": name}).fetchall())


def _type(kind: FieldKind) -> str:
    words = {"varchar": "VARCHAR", "timestamptz": "TIMESTAMP WITH TIME ZONE"}
    sql = SQL_TYPES[kind]
    return words.get(sql, sql.upper())
