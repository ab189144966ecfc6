# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One commit: writes a delivery or some edits and keeps the state in step."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from .chains import Plan
from .edits import Book, Edit, settle, write
from .plan import bounds, plan
from .recovery import snapshot_of
from .sql import statement
from .state import Int64s, State, summary_of


def store(session: duckdb.DuckDBPyConnection, state: State, batch: pa.Table) -> Plan:
    """Store what of ``batch`` (columns of ``BATCH``) is not stored yet."""
    planned = plan(batch, state, session)
    if planned.rows.num_rows:
        _write(session, planned)
        state.stored_times.add(*_keys(planned.rows))
        state.snapshot = snapshot_of(session)
        state.subtract(planned.replaced["datastream_id"].to_numpy())
        state.add(summary_of(planned.rows, planned.live))
    return planned


def edit(session: duckdb.DuckDBPyConnection, state: State, edits: Sequence[Edit]) -> Book:
    """Carry out the edits; nothing is committed when they change nothing."""
    session.begin()
    book = write(session, state, edits)
    if not book.touched:
        session.rollback()
        return book
    session.commit()
    settle(session, state, book)
    state.snapshot = snapshot_of(session)
    return book


def _write(session: duckdb.DuckDBPyConnection, planned: Plan) -> None:
    session.begin()
    if planned.replaced.num_rows:
        session.register("replaced", planned.replaced)
        session.execute(statement("mark_superseded"), bounds(*_keys(planned.replaced)))
        session.unregister("replaced")
    session.register("new_rows", planned.rows)
    session.execute(statement("insert_rows"))
    session.unregister("new_rows")
    session.commit()


def _keys(rows: pa.Table) -> tuple[Int64s, Int64s]:
    """Datastreams and times [us since 1970, UTC]."""
    return rows["datastream_id"].to_numpy(), rows["phenomenon_time"].cast(pa.int64()).to_numpy()
