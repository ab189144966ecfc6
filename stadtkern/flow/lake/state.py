# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the writer keeps per datastream: count, time ranges, newest observation; nobody ever computes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.observation import TIME

from .moves import Moves
from .times import Column, micros, moments
from .words import Latest

Int64s = npt.NDArray[np.int64]
_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("datastream_id", pa.int64()),
    ("observations", pa.int64()),
    ("first_time", TIME),
    ("last_time", TIME),
    ("first_result_time", TIME),
    ("last_result_time", TIME),
    ("seq", pa.int32()),
    ("phenomenon_end", TIME),
    ("result_time", TIME),
    ("result", pa.float64()),
    ("result_json", pa.string()),
    ("valid_start", TIME),
    ("valid_end", TIME),
    ("quality", pa.uint16()),
    ("result_quality", pa.string()),
    ("parameters", pa.string()),
    ("feature_id", pa.int64()),
    ("identity", pa.string()),
]
SUMMARY = pa.schema(_COLUMNS)
"""Columns of a summary per datastream; those from ``seq`` on are of the newest observation."""

_WORDS = ["count" if name == "observations" else name for name in SUMMARY.names]
_NEVER = np.iinfo(np.int64).min


class State:
    """Latest values of all datastreams as of ``snapshot``; changed by the writer only, read by everyone."""

    def __init__(self) -> None:
        self.snapshot = -1
        self.moves = Moves()
        self._latest: dict[int, Latest] = {}
        self._times: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._latest)

    def latest(self, datastreams: Collection[int]) -> dict[int, Latest]:
        """What is known of these datastreams; those without observations are missing."""
        known = self._latest
        return {key: known[key] for key in datastreams if key in known}

    def all(self) -> list[Latest]:
        """Everything, in no particular order."""
        return list(self._latest.values())

    def newest_times(self, datastreams: Int64s) -> Int64s:
        """Newest time [us since 1970, UTC] of each datastream in this order; the least number when none."""
        times = self._times
        return np.array([times.get(key, _NEVER) for key in datastreams.tolist()], np.int64)

    def replace(self, entries: Iterable[Latest], *, gone: Collection[int] = ()) -> None:
        """Set these datastreams to exactly this; forget the ones that are gone."""
        for entry in entries:
            self._put(entry)
        for key in gone:
            self._latest.pop(key, None)
            self._times.pop(key, None)

    def add(self, summary: pa.Table) -> None:
        """Count in new observations, summarised per datastream as in :data:`SUMMARY`."""
        for entry in entries(summary):
            known = self._latest.get(entry.datastream_id)
            self._put(entry if known is None else _joined(known, entry))

    def subtract(self, superseded: Int64s) -> None:
        """Take one observation off the count for each datastream id in ``superseded``."""
        ids, numbers = np.unique(superseded, return_counts=True)
        for key, number in zip(ids.tolist(), numbers.tolist(), strict=True):
            known = self._latest[key]
            self._latest[key] = replace(known, count=known.count - number)

    def _put(self, entry: Latest) -> None:
        self._times[entry.datastream_id] = micros(entry.last_time)
        self._latest[entry.datastream_id] = entry


def entries(summary: pa.Table) -> list[Latest]:
    """One entry per row of a summary table."""
    columns = [_values(summary[name]) for name in SUMMARY.names]
    return [Latest(**dict(zip(_WORDS, values, strict=True))) for values in zip(*columns, strict=True)]


def summary_of(rows: pa.Table, live: pa.Table) -> pa.Table:
    """The summary per datastream of new rows sorted by (datastream, time); ``live``: those not superseded."""
    first, last = _runs(live["datastream_id"].to_numpy())
    newest = live.take(last)
    whole, _ = _runs(rows["datastream_id"].to_numpy())
    earliest, latest = _range(rows["result_time"], whole)
    known: dict[str, Column | pa.Array[pa.Scalar[pa.DataType]]] = {
        "datastream_id": newest["datastream_id"],
        "observations": pa.array(last - first + 1),
        "first_time": live["phenomenon_time"].take(first),
        "last_time": newest["phenomenon_time"],
        "first_result_time": earliest,
        "last_result_time": latest,
        "seq": pa.array(np.asarray(pc.fill_null(newest["seq"], pa.scalar(0, pa.int32())))),
    }
    missing = pa.nulls(len(last))
    columns = [
        known[name] if name in known else newest[name] if name in newest.column_names else missing
        for name in SUMMARY.names
    ]
    return pa.table(dict(zip(SUMMARY.names, columns, strict=True)))


def summary_table(known: Iterable[Latest]) -> pa.Table:
    """The inverse of :func:`entries`, for the checkpoint."""
    rows = list(known)
    return pa.table(
        [
            pa.array([getattr(row, word) for row in rows], field.type)
            for word, field in zip(_WORDS, SUMMARY, strict=True)
        ],
        schema=SUMMARY,
    )


def _values(column: Column) -> Iterable[object]:
    """Python values; most columns are empty and need no converting."""
    if column.null_count == len(column):
        return repeat(None, len(column))
    return moments(column) if pa.types.is_timestamp(column.type) else column.to_pylist()


def _runs(ids: Int64s) -> tuple[Int64s, Int64s]:
    """First and last position of each run of equal ids."""
    if not len(ids):
        return np.array([], np.int64), np.array([], np.int64)
    first = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1))
    return first, np.append(first[1:], len(ids)) - 1


def _range(times: Column, first: Int64s) -> Sequence[pa.Array[pa.Scalar[pa.DataType]]]:
    """Earliest and latest time of each run that begins at ``first``; null where all are."""
    if times.null_count == len(times):
        return pa.nulls(len(first), TIME), pa.nulls(len(first), TIME)
    numbers = times.cast(pa.int64())
    late, early = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    lowest = np.minimum.reduceat(np.asarray(pc.fill_null(numbers, pa.scalar(late))), first)
    highest = np.maximum.reduceat(np.asarray(pc.fill_null(numbers, pa.scalar(early))), first)
    empty = lowest == late
    return [pa.array(found, pa.int64(), mask=empty).cast(TIME) for found in (lowest, highest)]


def _joined(known: Latest, more: Latest) -> Latest:
    newest = more if more.last_time >= known.last_time else known
    return replace(
        newest,
        count=known.count + more.count,
        first_time=min(known.first_time, more.first_time),
        first_result_time=min(_given(known.first_result_time, more.first_result_time), default=None),
        last_result_time=max(_given(known.last_result_time, more.last_result_time), default=None),
    )


def _given(*values: datetime | None) -> list[datetime]:
    return [value for value in values if value is not None]
