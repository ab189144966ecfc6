# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers about many datastreams in two parts: a past that stays, and the newest buckets, which change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .members import MembersQuestion
from .state import Int64s, State

Floats = npt.NDArray[np.float64]
_COLUMNS = (
    "bucket", "streams", "count", "counted", "left_out", "doubts", "sum", "mean", "min", "max", "median",
    "first_us", "last_us",
)  # fmt: skip
_WHOLE_NUMBERS = frozenset(
    {"bucket", "streams", "count", "counted", "left_out", "doubts", "first_us", "last_us"}
)


def parted(question: MembersQuestion, state: State) -> list[tuple[MembersQuestion, int]]:
    """The question in parts, each with the number of its first bucket.

    The newest part has the bucket of the newest observation and the one before it.
    """
    ids = np.array(sorted({member.datastream_id for member in question.members}), np.int64)
    newest = int(state.tops(ids).max(initial=np.iinfo(np.int64).min))
    at = int(np.searchsorted(question.edges, newest, side="right")) - 2
    if newest >= question.end_us or not 0 < at < len(question.edges) - 1:
        return [(question, 0)]
    cut = int(question.edges[at])
    if not question.start_us < cut < question.end_us:
        return [(question, 0)]
    return [
        (replace(question, edges=question.edges[: at + 1], end_us=cut), 0),
        (replace(question, edges=question.edges[at:], start_us=cut), at),
    ]


def joined(parts: Sequence[tuple[pa.Table, int]], question: MembersQuestion) -> pa.Table:
    """The buckets of all parts, and a row without bucket for the whole range."""
    columns: dict[str, list[Floats]] = {name: [] for name in _COLUMNS}
    for table, offset in parts:
        rows = table.filter(pc.is_valid(table["bucket"]))
        for name in _COLUMNS:
            values = _floats(rows, name)
            columns[name].append(values + offset if name == "bucket" else values)
    whole = _whole([table.filter(pc.is_valid(table["member"])) for table, _offset in parts], question)
    found = {}
    for name in _COLUMNS:
        values = np.concatenate([*columns[name], [whole[name]]])
        column = pa.array(values, mask=np.isnan(values))
        found[name] = column.cast(pa.int64()) if name in _WHOLE_NUMBERS else column
    return pa.table(found)


def _whole(tables: Sequence[pa.Table], question: MembersQuestion) -> dict[str, float]:
    """What the members are together over the whole range."""
    number = len(question.members)
    sums, counts, last = np.zeros(number), np.zeros(number), np.full(number, np.nan)
    low, high = np.full(number, np.nan), np.full(number, np.nan)
    for table in tables:
        rows: Int64s = table["member"].to_numpy().astype(np.int64)
        sums[rows] += np.nan_to_num(_floats(table, "sum"))
        counts[rows] += _floats(table, "count")
        newer = _floats(table, "last")
        last[rows] = np.where(np.isnan(newer), last[rows], newer)
        low[rows] = np.fmin(low[rows], _floats(table, "min"))
        high[rows] = np.fmax(high[rows], _floats(table, "max"))
    values = {"sum": sums, "mean": sums / np.maximum(counts, 1), "last": last}[question.summary]
    present = counts > 0
    shown = values[present]
    if question.single:
        low, high = low[present], high[present]
    else:
        low, high = shown, shown
    together = pa.concat_tables(tables)
    doubts = np.bitwise_or.reduce(_floats(together, "doubts").astype(np.int64)) if together.num_rows else 0
    some = len(shown) > 0
    return {
        "bucket": np.nan,
        "streams": float(len(shown)),
        "count": float(counts.sum()),
        "counted": float(_floats(together, "counted").sum()),
        "left_out": float(_floats(together, "left_out").sum()),
        "doubts": float(doubts),
        "sum": float(shown.sum()) if some else np.nan,
        "mean": float(shown.mean()) if some else np.nan,
        "min": float(low.min()) if some else np.nan,
        "max": float(high.max()) if some else np.nan,
        "median": float(np.median(shown)) if some else np.nan,
        "first_us": float(np.nanmin(_floats(together, "first_us"))) if together.num_rows else np.nan,
        "last_us": float(np.nanmax(_floats(together, "last_us"))) if together.num_rows else np.nan,
    }


def _floats(table: pa.Table, column: str) -> Floats:
    found: Floats = table[column].cast(pa.float64()).to_numpy()
    return found
