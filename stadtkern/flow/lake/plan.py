# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides what of some batches is new, doubled or a replacement, before anything is written.

Rows count as delivered one after another: a row equal to what is stored for its datastream and time is a
duplicate, a row with another result supersedes it. Only rows that are not newer than all
stored ones are looked up.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .chains import Delivery, Plan, Stored, all_new, resolved
from .sql import statement
from .state import Int64s, State

Mask = npt.NDArray[np.bool_]
KEY = ["datastream_id", "phenomenon_time"]
_MOST_DATASTREAMS = 2_000
_MOST_LOADED = 1_000_000
"""Times that are read at once to spare later look-ups."""


def plan(batch: pa.Table, state: State, session: duckdb.DuckDBPyConnection) -> Plan:
    """The plan for ``batch`` (columns of ``BATCH``), looking up stored rows only where times overlap."""
    delivery = _sorted(batch)
    old = _old(delivery, state)
    if old.any():
        _leave_out_missing(old, delivery, state, session)
    moved = state.moves.tops(delivery.ids, delivery.times)
    if not delivery.doubled and moved is None and not old.any():
        return all_new(delivery)
    stored = Stored.nothing(len(delivery.starts))
    if old.any():
        _look_up(stored, delivery, old, session)
    if moved is not None:
        np.maximum(stored.top, moved[delivery.starts], out=stored.top)
    return resolved(delivery, stored)


def _sorted(batch: pa.Table) -> Delivery:
    ids = batch["datastream_id"].to_numpy()
    times = batch["phenomenon_time"].cast(pa.int64()).to_numpy()
    order = _order(ids, times)
    if order is not None:
        batch, ids, times = _taken(batch, order), ids[order], times[order]
    return Delivery(rows=batch, ids=ids, times=times, order=np.arange(len(ids)) if order is None else order)


def _taken(batch: pa.Table, order: Int64s) -> pa.Table:
    """The rows in this order; most columns are empty and need no moving."""
    empty = [column.null_count == batch.num_rows for column in batch.columns]
    moved = [
        column if nothing else column.take(order)
        for column, nothing in zip(batch.columns, empty, strict=True)
    ]
    return pa.Table.from_arrays(moved, schema=batch.schema)


def _order(ids: Int64s, times: Int64s) -> Int64s | None:
    """Stable order of (datastream, time); null when it is so already."""
    if len(ids) < 2 or _in_order(ids, times):
        return None
    first = int(ids.min())
    if int(ids.max()) - first < 2**16:
        # Values mostly arrive by time: then a radix sort by datastream is all there is to do.
        order = np.argsort((ids - first).astype(np.uint16), kind="stable")
        if _in_order(ids[order], times[order]):
            return order
    spread = int(times.max()) - int(times.min()) + 1
    if (int(ids.max()) - first + 1) * spread < 2**62:
        return np.argsort((ids - first) * spread + (times - times.min()), kind="stable")
    return np.lexsort((times, ids))


def _in_order(ids: Int64s, times: Int64s) -> bool:
    steps = np.diff(ids)
    return bool(((steps > 0) | ((steps == 0) & (np.diff(times) >= 0))).all())


def _old(delivery: Delivery, state: State) -> Mask:
    """Rows that are not newer than the newest stored one of their datastream."""
    ids = delivery.ids
    starts = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1))
    newest = state.tops(ids[starts])
    lengths = np.diff(np.append(starts, len(ids)))
    return delivery.times <= np.repeat(newest, lengths)


def _leave_out_missing(
    old: Mask, delivery: Delivery, state: State, session: duckdb.DuckDBPyConnection
) -> None:
    """Take out of ``old`` what is certainly not stored, learning the times of datastreams worth it."""
    datastreams: list[int] = np.unique(delivery.ids[old]).tolist()
    if len(datastreams) > _MOST_DATASTREAMS:
        return
    _learn(datastreams, state, session)
    for key in datastreams:
        first, last = np.searchsorted(delivery.ids, [key, key + 1])
        missing = state.stored_times.missing(key, delivery.times[first:last])
        if missing is not None:
            old[first:last] &= ~missing


def _learn(datastreams: list[int], state: State, session: duckdb.DuckDBPyConnection) -> None:
    """Load the times of those that are asked for again, unless they are too many."""
    again = [key for key in datastreams if state.stored_times.worth_loading(key)]
    if not again or sum(entry.count for entry in state.latest(again).values()) > _MOST_LOADED:
        return
    wanted = {"datastreams": again, "first_id": min(again), "last_id": max(again)}
    found = session.execute(statement("stored_times"), wanted).to_arrow_table()
    state.stored_times.load(again, found)


def _look_up(stored: Stored, delivery: Delivery, old: Mask, session: duckdb.DuckDBPyConnection) -> None:
    """Fill in what the lake holds for the keys of the ``old`` rows."""
    groups = np.flatnonzero(old[delivery.starts])
    keys = delivery.rows.select(KEY).take(delivery.starts[groups]).append_column("row", pa.array(groups))
    session.register("old_keys", keys)
    try:
        wanted = bounds(delivery.ids[old], delivery.times[old])
        found = session.execute(statement("stored_keys"), wanted).to_arrow_table()
    finally:
        session.unregister("old_keys")
    if found.num_rows:
        stored.fill(found)


def bounds(ids: Int64s, times: Int64s) -> dict[str, int]:
    """First and last datastream and time [us since 1970, UTC], so that only overlapping files are read."""
    if not len(ids):
        return {"first_id": 1, "last_id": 0, "start_us": 0, "end_us": 0}
    return {
        "first_id": int(ids.min()),
        "last_id": int(ids.max()),
        "start_us": int(times.min()),
        "end_us": int(times.max()),
    }
