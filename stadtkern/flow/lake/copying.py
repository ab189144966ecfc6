# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A consistent copy of the catalogue, embedded or in PostgreSQL, to be kept or moved together with its files.

The files of a lake never change, so a catalogue and the files that it names are the whole lake. Small batches
that the catalogue itself holds are written into files first: rows inside a catalogue have other types in
PostgreSQL, files are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import duckdb

from stadtkern.kernel.errors import LakeUnavailable, WrongSetting

from .engine import CATALOGUE, Engine, in_city_words
from .migrate import version
from .recovery import snapshot_of
from .sparing import Sparing
from .sql import literal, statement
from .turns import FEATURES, Advisory
from .words import LakeSettings

T = TypeVar("T")

SPECIFICATION = "1.0"
"""Version of the DuckLake specification whose tables are named below."""
_TABLES = (
    "ducklake_column",
    "ducklake_column_mapping",
    "ducklake_column_tag",
    "ducklake_data_file",
    "ducklake_delete_file",
    "ducklake_file_column_stats",
    "ducklake_file_partition_value",
    "ducklake_file_variant_stats",
    "ducklake_macro",
    "ducklake_macro_impl",
    "ducklake_macro_parameters",
    "ducklake_metadata",
    "ducklake_name_mapping",
    "ducklake_partition_column",
    "ducklake_partition_info",
    "ducklake_schema",
    "ducklake_schema_versions",
    "ducklake_snapshot",
    "ducklake_snapshot_changes",
    "ducklake_sort_expression",
    "ducklake_sort_info",
    "ducklake_table",
    "ducklake_table_column_stats",
    "ducklake_table_stats",
    "ducklake_tag",
    "ducklake_view",
)
"""All but those of rows inside the catalogue (they are empty) and of files that wait for their deletion."""


@dataclass(frozen=True, kw_only=True)
class LakeFile:
    """A Parquet file of the lake; ``path`` below the place of the files."""

    path: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class CatalogueCopy:
    """What was copied."""

    files: tuple[LakeFile, ...]
    version: int
    """Of the schema of the lake."""
    snapshot: int
    """The newest one when it was copied."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows of each table of the lake, by :func:`counted`."""


@dataclass(frozen=True, kw_only=True)
class RowSum:
    """The rows of a table in three numbers; equal numbers mean equal rows, in whatever order."""

    rows: int
    total: int
    mixed: int


def copy_catalogue(session: duckdb.DuckDBPyConnection, target: LakeSettings) -> CatalogueCopy:
    """Write the catalogue anew in the (empty) place of ``target``; nobody may write the lake meanwhile.

    Raises:
        LakeUnavailable: the catalogue cannot be read or written, or names files that lie elsewhere.
        WrongSetting: it follows a specification that this version does not know.
    """
    _require_known(session)
    session.execute(statement("flush"))
    place = target.catalogue and f"postgres:{target.catalogue}"
    address = literal(f"ducklake:{place or target.folder / CATALOGUE}")
    target.folder.mkdir(parents=True, exist_ok=True)
    session.execute(statement("attach_fresh", catalogue=address, files=literal(str(target.folder / "tmp"))))
    try:
        session.begin()
        for table in _TABLES:
            session.execute(statement("empty_fresh", table=table))
            session.execute(statement("fill_fresh", table=table))
        session.commit()
        files = _files(session)
    finally:
        session.execute(statement("detach_fresh"))
    return CatalogueCopy(
        files=files,
        version=version(session),
        snapshot=snapshot_of(session),
        rows=dict.fromkeys(_tables(session), 0),
    )


def counted(session: duckdb.DuckDBPyConnection, copied: CatalogueCopy) -> CatalogueCopy:
    """With the rows of each table as they were copied; the lake may be written again meanwhile."""
    return replace(copied, rows=_counts(session, copied.rows, copied.snapshot))


def row_sums(session: duckdb.DuckDBPyConnection) -> dict[str, RowSum]:
    """The sums of every table of the lake; reads all rows."""
    found = {}
    for table in _tables(session):
        row = session.execute(statement("table_sum", table=_quoted(table))).fetchone() or (0, 0, 0)
        found[table] = RowSum(rows=int(row[0]), total=int(row[1]), mixed=int(row[2]))
    return found


class StillLake:
    """A lake as it lies there: opened without bringing it to the version of this code."""

    def __init__(self, settings: LakeSettings) -> None:
        """Open it.

        Raises:
            LakeBusy: another process holds the embedded lake.
            LakeUnavailable: it cannot be opened.
        """
        self._engine = Engine(settings)
        if settings.catalogue:
            with in_city_words():
                self._engine.load("postgres_scanner")
        self._sparing = Sparing(settings.catalogue)

    def copy(self, target: LakeSettings, meanwhile: Callable[[], T]) -> tuple[CatalogueCopy, T]:
        """As ``Lake.copy``.

        Raises:
            LakeUnavailable: the catalogue cannot be read or written.
        """
        if target.catalogue:
            self._engine.load("postgres_scanner")
        with self._session() as session:
            with self._alone():
                copied, found = copy_catalogue(session, target), meanwhile()
            return counted(session, copied), found

    def spared(self) -> AbstractContextManager[None]:
        """Inside no file of the lake is deleted."""
        return self._sparing.spared()

    def row_sums(self) -> dict[str, RowSum]:
        """The sums of every table; reads all rows.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        self._engine.load("spatial")
        with self._session() as session:
            return row_sums(session)

    def counts(self) -> dict[str, int]:
        """Rows of every table.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        with self._session() as session:
            return _counts(session, _tables(session), snapshot_of(session))

    def version(self) -> int:
        """Version of its schema; 0 when it is new.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        with self._session() as session:
            return version(session)

    def close(self) -> None:
        """Let go of it."""
        self._engine.close()

    @contextmanager
    def _session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with in_city_words():
            session = self._engine.session()
            try:
                yield session
            except duckdb.Error as error:
                raise LakeUnavailable(f"the catalogue was not copied: {error}") from error
            finally:
                session.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody writes observations or features, in whichever process."""
        catalogue = self._engine.settings.catalogue
        with ExitStack() as turns:
            for lock in (Advisory(catalogue, key=FEATURES), Advisory(catalogue)) if catalogue else ():
                turns.callback(lock.close)
                turns.enter_context(lock.turn())
            yield


def _require_known(session: duckdb.DuckDBPyConnection) -> None:
    row = session.execute(statement("catalogue_version")).fetchone()
    if row is None or row[0] != SPECIFICATION:
        raise WrongSetting(
            f"the catalogue of the lake follows DuckLake {row and row[0]};"
            f" this Stadtkern knows {SPECIFICATION}"
        )


def _files(session: duckdb.DuckDBPyConnection) -> tuple[LakeFile, ...]:
    rows = session.execute(statement("catalogue_files")).fetchall()
    elsewhere = [path for path, _bytes, relative in rows if not relative]
    if elsewhere:
        raise LakeUnavailable(f"{len(elsewhere)} files lie outside of the lake, for example {elsewhere[0]}")
    return tuple(LakeFile(path=path, bytes=int(size)) for path, size, _relative in rows)


def _counts(session: duckdb.DuckDBPyConnection, tables: Iterable[str], snapshot: int) -> dict[str, int]:
    found = {}
    for table in tables:
        query = statement("table_count", table=_quoted(table), snapshot=str(snapshot))
        row = session.execute(query).fetchone()
        found[table] = int(row[0]) if row else 0
    return found


def _tables(session: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in session.execute(statement("lake_tables")).fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def catalogue_path(folder: Path) -> Path:
    """Where the catalogue of an embedded lake lies."""
    return folder / CATALOGUE
