# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides what of some batches is new, doubled or a replacement, before anything is written.

Rows count as delivered one after another: a row equal to what is stored for its datastream and time is a
duplicate, a row with another result supersedes it. Only rows that are not newer than all
stored ones are looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .sql import statement
from .state import Int64s, State

Mask = npt.NDArray[np.bool_]
KEY = ["datastream_id", "phenomenon_time"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one commit writes."""

    rows: pa.Table
    """New rows sorted by (datastream, time) with ``seq``; flagged when superseded within the delivery."""
    live: pa.Table
    """The new rows that are not superseded."""
    replaced: pa.Table
    """Keys of stored rows that get the flag *superseded*."""
    positions: Int64s
    """Where the new rows stood in the delivery."""
    replacing: Int64s
    """Where those new rows stood that supersede an earlier one."""

    def replaced_range(self) -> dict[str, int]:
        """Bounds of the replaced keys."""
        ids = self.replaced["datastream_id"].to_numpy()
        times = self.replaced["phenomenon_time"].cast(pa.int64()).to_numpy()
        return _bounds(ids, times)


@dataclass(frozen=True, kw_only=True)
class _Delivery:
    """The delivered rows in order of (datastream, time)."""

    rows: pa.Table
    ids: Int64s
    times: Int64s
    positions: Int64s
    doubled: bool
    """True when a key occurs more than once."""


def plan(batch: pa.Table, state: State, session: duckdb.DuckDBPyConnection) -> Plan:
    """The plan for ``batch`` (columns of ``BATCH``), looking up stored rows only where times overlap."""
    delivery = _sorted(batch)
    old = _old(delivery, state)
    if not delivery.doubled and not old.any():
        return _all_new(delivery)
    return _looked_up(delivery, old, session)


def _sorted(batch: pa.Table) -> _Delivery:
    ids = batch["datastream_id"].to_numpy()
    times = batch["phenomenon_time"].cast(pa.int64()).to_numpy()
    order = _order(ids, times)
    if order is not None:
        batch, ids, times = _taken(batch, order), ids[order], times[order]
    same = (ids[1:] == ids[:-1]) & (times[1:] == times[:-1])
    return _Delivery(
        rows=batch,
        ids=ids,
        times=times,
        positions=np.arange(len(ids)) if order is None else order,
        doubled=bool(same.any()),
    )


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


def _old(delivery: _Delivery, state: State) -> Mask:
    """Rows that are not newer than the newest stored one of their datastream."""
    ids = delivery.ids
    starts = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1))
    newest = state.newest(ids[starts])
    lengths = np.diff(np.append(starts, len(ids)))
    return delivery.times <= np.repeat(newest.time, lengths)


def _all_new(delivery: _Delivery) -> Plan:
    rows = delivery.rows.append_column("seq", pa.nulls(len(delivery.ids), pa.int32()))
    return Plan(
        rows=rows,
        live=rows,
        replaced=rows.select(KEY).slice(0, 0),
        positions=delivery.positions,
        replacing=delivery.positions[:0],
    )


def _looked_up(delivery: _Delivery, old: Mask, session: duckdb.DuckDBPyConnection) -> Plan:
    incoming = delivery.rows.append_column("position", pa.array(delivery.positions))
    session.register("incoming", incoming)
    session.register("old_keys", incoming.select(KEY).filter(pa.array(old)))
    try:
        session.execute(statement("keep_stored"), _bounds(delivery.ids[old], delivery.times[old]))
        name = "resolve_doubled" if delivery.doubled else "resolve"
        resolved = session.execute(statement(name)).to_arrow_table()
        replaced = session.execute(statement("replaced_keys")).to_arrow_table()
    finally:
        session.unregister("incoming")
        session.unregister("old_keys")
    replacing = resolved.filter(pc.is_valid(resolved["seq"]))
    rows = resolved.drop_columns(["position", "superseded"])
    return Plan(
        rows=rows,
        live=rows.filter(pc.invert(resolved["superseded"])),
        replaced=replaced,
        positions=resolved["position"].to_numpy(),
        replacing=replacing["position"].to_numpy(),
    )


def _bounds(ids: Int64s, times: Int64s) -> dict[str, int]:
    if not len(ids):
        return {"first_id": 1, "last_id": 0, "start_us": 0, "end_us": 0}
    return {
        "first_id": int(ids.min()),
        "last_id": int(ids.max()),
        "start_us": int(times.min()),
        "end_us": int(times.max()),
    }
