# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes features: what arrived is compared with what is stored, and only the difference is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from stadtkern.flow.lake.engine import reason_of
from stadtkern.flow.lake.sql import literal
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected

from .identifiers import current, history, listed, statement
from .tables import WRITE_LIMIT_S, Session, Tables
from .words import ARROW, Changes, FeatureTable

Batches = Iterable[pa.RecordBatch | pa.Table]
_ROW = pa.field("_row", pa.int64())
"""Position in what arrived."""
_LEFT_BEHIND_S = 86_400
"""No write takes longer."""
INCOMING = "incoming"
"""Folder beside the catalogue for what arrives and is not stored yet."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What arrives."""

    batches: Batches
    complete: bool
    """Whether that is everything: stored features that did not arrive are gone."""
    kept: Sequence[str] = ()
    """Keys of features that stay although they did not arrive."""


def write(tables: Tables, table: FeatureTable, arrival: Arrival, *, at: datetime) -> Changes:
    """Store the features; of complete arrivals the stored features that are missing are removed.

    Raises:
        PayloadRejected: a column is unknown or of another type, a key is missing, a geometry cannot be read
            or lies outside WGS 84; nothing was written.
        LakeUnavailable: nothing was written.
    """
    with _difference_of(tables, table, arrival, tables.writing) as (session, found):
        done = _apply(session, table, at)
    return replace(found, revision=done.revision)


def compare(tables: Tables, table: FeatureTable, arrival: Arrival) -> Changes:
    """What :func:`write` would do; nothing is stored, and the revision is 0.

    Raises:
        PayloadRejected: it could not be stored.
        LakeUnavailable: the lake cannot be read.
    """
    with _difference_of(tables, table, arrival, lambda: tables.reading(WRITE_LIMIT_S)) as (_session, found):
        return found


def remove(tables: Tables, table: FeatureTable, keys: Sequence[str], *, at: datetime) -> Changes:
    """Remove the features with these keys; those that are not stored are passed over.

    Raises:
        LakeUnavailable: nothing was removed.
    """
    with tables.writing() as session:
        session.execute(statement("compare_keys", table=current(table)), {"keys": list(keys)})
        try:
            return _apply(session, table, at)
        finally:
            session.execute(statement("forget_staged"))


def forget(tables: Tables, table: FeatureTable, before: datetime) -> int:
    """Remove from the history what was no longer true then; how many versions.

    Raises:
        LakeUnavailable: nothing was removed.
    """
    with tables.writing() as session:
        sql = statement("forget_history", history=history(table))
        row = session.execute(sql, {"before": before}).fetchone()
    return int(row[0]) if row else 0


def tidy(folder: Path, now: datetime) -> None:
    """Remove what writes that were killed left behind in the folder of the lake."""
    for file in (folder / INCOMING).glob("*.parquet"):
        with suppress(FileNotFoundError):
            if now.timestamp() - file.stat().st_mtime > _LEFT_BEHIND_S:
                file.unlink()


@contextmanager
def _difference_of(
    tables: Tables,
    table: FeatureTable,
    arrival: Arrival,
    opened: Callable[[], AbstractContextManager[Session]],
) -> Iterator[tuple[Session, Changes]]:
    """The session that knows what arrived (``incoming``) and what of it differs (``touched``); how much."""
    folder = tables.engine.settings.folder / INCOMING
    with _arrived(folder, table, arrival.batches) as file, opened() as session:
        try:
            doubled, features = _stage(session, table, file)
            _compare(session, table, arrival)
            inserted, changed, removed = _one(session, "touched_count")
            yield (
                session,
                Changes(
                    inserted=inserted,
                    changed=changed,
                    removed=removed,
                    unchanged=features - inserted - changed,
                    revision=0,
                    doubled=doubled,
                ),
            )
        finally:
            session.execute(statement("forget_staged"))


@contextmanager
def _arrived(folder: Path, table: FeatureTable, batches: Batches) -> Iterator[Path]:
    """A file with everything that arrived, so that memory holds one batch at a time."""
    schema, rows = schema_of(table), 0
    file = folder / f"{uuid.uuid4().hex}.parquet"
    try:
        folder.mkdir(exist_ok=True)
        with pq.ParquetWriter(file, pa.schema([_ROW, *schema]), compression="lz4") as writer:
            for batch in batches:
                given = batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
                numbers = pa.array(range(rows, rows := rows + given.num_rows), pa.int64())
                writer.write_table(_fitted(given, schema).add_column(0, _ROW, numbers))
        yield file
    except OSError as error:
        raise LakeUnavailable(f"the lake cannot keep what arrives: {error.strerror or error}") from error
    finally:
        file.unlink(missing_ok=True)


def schema_of(table: FeatureTable) -> pa.Schema:
    """Columns in which features are written: key, geometry (WKB), fields."""
    columns: list[tuple[str, pa.DataType]] = [("key", pa.string()), ("geometry", pa.binary())]
    return pa.schema([*columns, *((column.name, ARROW[column.kind]) for column in table.columns)])


def _fitted(batch: pa.Table, schema: pa.Schema) -> pa.Table:
    """The batch with exactly the columns of the table.

    Raises:
        PayloadRejected: a column is unknown, of another type, or a key is missing.
    """
    unknown = set(batch.column_names) - set(schema.names)
    if unknown:
        raise PayloadRejected(f"no field {min(unknown)[:80]!r}")
    if "key" not in batch.column_names or batch["key"].null_count:
        raise PayloadRejected("a feature has no key")
    columns = []
    for field in schema:
        if field.name not in batch.column_names:
            columns.append(pa.chunked_array([pa.nulls(batch.num_rows, field.type)]))
            continue
        try:
            columns.append(batch[field.name].cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise PayloadRejected(f"field {field.name!r} is no {field.type}: {error}") from error
    return pa.table(columns, schema=schema)


def _stage(session: Session, table: FeatureTable, file: Path) -> tuple[int, int]:
    """Read what arrived; how many were doubled, and how many features there are without them."""
    fields = listed(column.name for column in table.columns)
    try:
        session.execute(statement("stage", file=literal(str(file)), fields=fields))
    except (duckdb.DataError, duckdb.ProgrammingError) as error:
        raise PayloadRejected(f"a geometry cannot be read: {reason_of(error)}") from error
    fault = session.execute(statement("staged_fault")).fetchone()
    if fault:
        box = " ".join(f"{number:.6g}" for number in fault[1:])
        raise PayloadRejected(f"feature {fault[0][:80]!r} lies outside WGS 84: {box}")
    features, keys = _one(session, "staged_count")
    if keys < features:
        session.execute(statement("staged_doubled"))
    return features - keys, keys


def _compare(session: Session, table: FeatureTable, arrival: Arrival) -> None:
    names = [column.name for column in table.columns]
    parts = {"table": current(table), "arrived": listed(names, "i."), "stored": listed(names, "c.")}
    session.execute(statement("compare", **parts))
    if arrival.complete:
        kept = {"kept": list(arrival.kept)}
        session.execute(statement("compare_removed", table=current(table)), kept)


def _apply(session: Session, table: FeatureTable, at: datetime) -> Changes:
    inserted, changed, removed = _one(session, "touched_count")
    if inserted or changed or removed:
        _in_one_go(session, lambda: _difference(session, table, at, inserted + changed, changed + removed))
    revision = _one(session, "snapshot")[0]
    return Changes(inserted=inserted, changed=changed, removed=removed, unchanged=0, revision=revision)


def _difference(session: Session, table: FeatureTable, at: datetime, come: int, go: int) -> None:
    fields = listed(column.name for column in table.columns)
    parts = {"table": current(table), "history": history(table), "fields": fields}
    last = _one(session, "last_fid", table=parts["table"], history=parts["history"])[0]
    if go:
        session.execute(statement("keep_history", **parts), {"at": at})
        session.execute(statement("remove_touched", table=parts["table"]))
    if come:
        session.execute(statement("insert_touched", **parts), {"at": at, "last": last})


def _in_one_go(session: Session, work: Callable[[], None]) -> None:
    session.begin()
    try:
        work()
        session.commit()
    except duckdb.Error as error:
        session.rollback()
        raise LakeUnavailable(f"the features were not written: {reason_of(error)}") from error


def _one(session: Session, name: str, **parts: str) -> tuple[int, ...]:
    row = session.execute(statement(name, **parts)).fetchone()
    return tuple(int(number) for number in row or ())
