# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Brings the writer's state up to date from the lake: checkpoint, then what came after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb
import pyarrow as pa

from .moves import read_moves
from .sql import statement
from .state import State, entries, summary_table


def snapshot_of(session: duckdb.DuckDBPyConnection) -> int:
    """Id of the newest committed snapshot."""
    return _number(session, "snapshot")


def oldest_snapshot(session: duckdb.DuckDBPyConnection) -> int:
    """Id of the oldest snapshot that is still known."""
    return _number(session, "oldest_snapshot")


def recover(state: State, session: duckdb.DuckDBPyConnection) -> None:
    """Fill an empty state: from the checkpoint when it is usable, else from all observations."""
    kept = session.execute(statement("checkpoint_read")).to_arrow_table()
    as_of = kept["as_of_snapshot"][0].as_py() if kept.num_rows else -1
    if as_of < _number(session, "oldest_snapshot"):
        recount(state, session)
        return
    state.replace(entries(kept))
    state.moves.replace(read_moves(session))
    state.snapshot = as_of
    catch_up(state, session)


def recount(state: State, session: duckdb.DuckDBPyConnection) -> None:
    """Summarise every observation of the lake anew."""
    session.begin()
    try:
        until = snapshot_of(session)
        found = entries(_summary(session, "part_rows_all", {}))
        moved = read_moves(session)
    finally:
        session.rollback()
    present = {entry.datastream_id for entry in found}
    state.replace(
        found, gone=[one.datastream_id for one in state.entries() if one.datastream_id not in present]
    )
    state.moves.replace(moved)
    state.stored_times.forget_all()
    state.snapshot = until


def recount_some(state: State, session: duckdb.DuckDBPyConnection, datastreams: Collection[int]) -> None:
    """Summarise the observations of these datastreams anew."""
    wanted = {
        "datastreams": list(datastreams),
        "first_id": min(datastreams),
        "last_id": max(datastreams),
    }
    found = entries(_summary(session, "part_rows_some", wanted))
    state.replace(found, gone=set(datastreams) - {entry.datastream_id for entry in found})


def catch_up(state: State, session: duckdb.DuckDBPyConnection) -> None:
    """Count in what was committed since the state's snapshot, by whichever process."""
    until = snapshot_of(session)
    if until == state.snapshot:
        return
    if state.snapshot < _number(session, "oldest_snapshot"):
        recount(state, session)
        return
    span = {"after": state.snapshot, "until": until}
    removed = session.execute(statement("removed_datastreams"), span).to_arrow_table()
    again = [int(key) for key in removed["datastream_id"].to_numpy()]
    added = _summary(session, "part_rows_changed", {**span, "recount": again})
    if again:
        recount_some(state, session, again)
        state.moves.replace(read_moves(session))
    state.add(added)
    state.stored_times.forget([*again, *added["datastream_id"].to_numpy().tolist()])
    state.snapshot = until


def arrived_since(session: duckdb.DuckDBPyConnection, snapshot: int, until: int, *, most: int) -> pa.Table:
    """Live rows that were committed after a snapshot, by whichever process; at most so many."""
    span = {"after": snapshot, "until": until, "most": most}
    return session.execute(statement("rows_changed"), span).to_arrow_table()


def checkpoint(state: State, session: duckdb.DuckDBPyConnection) -> None:
    """Keep the state in the lake, so that the next start reads only what came after it."""
    rows: pa.Table = summary_table(state.entries())
    session.register("state_rows", rows)
    session.begin()
    try:
        session.execute(statement("checkpoint_clear"))
        session.execute(statement("checkpoint_write"), {"snapshot": state.snapshot})
        session.commit()
    except duckdb.Error:
        session.rollback()
        raise
    finally:
        session.unregister("state_rows")


def _summary(session: duckdb.DuckDBPyConnection, rows: str, wanted: Mapping[str, object]) -> pa.Table:
    return session.execute(statement("summary", rows=statement(rows)), wanted).to_arrow_table()


def _number(session: duckdb.DuckDBPyConnection, name: str) -> int:
    row = session.execute(statement(name)).fetchone()
    return int(row[0]) if row is not None and row[0] is not None else 0
