# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the writer keeps per datastream: count, time ranges, newest observation; nobody ever computes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.observation import TIME

from .moves import Moves
from .stored_times import StoredTimes
from .times import Column, micros, moment, moments
from .words import Latest

Int64s = npt.NDArray[np.int64]
_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("datastream_id", pa.int64()),
    ("observations", pa.int64()),
    ("top_time", TIME),
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
"""Columns of a summary per datastream; those from ``seq`` on are of the newest observation.

``top_time`` is the newest time of any row, superseded or not.
"""

_KEPT = [name for name in SUMMARY.names if name != "top_time"]
_WORDS = ["count" if name == "observations" else name for name in _KEPT]
_NEVER = np.iinfo(np.int64).min


class Entry(NamedTuple):
    """What is known of one datastream."""

    datastream_id: int
    top_us: int
    """Newest time of any row, superseded or not [us since 1970, UTC]."""
    latest: Latest | None
    """Null when every row is superseded."""


class State:
    """Latest values of all datastreams as of ``snapshot``; changed by the writer only, read by everyone."""

    def __init__(self) -> None:
        self.snapshot = -1
        self.moves = Moves()
        self.stored_times = StoredTimes()
        self._latest: dict[int, Latest] = {}
        self._tops: dict[int, int] = {}
        self._changes: dict[int, int] = {}
        self._reworked: dict[int, int] = {}
        """Changes but for growth at the end."""
        self.commits = 0
        """How often rows of any datastream changed since the start."""

    def changes(self, datastreams: Collection[int]) -> tuple[int, ...]:
        """How often each of these datastreams changed since the start; equal numbers mean equal rows."""
        return tuple(self._changes.get(key, 0) for key in datastreams)

    def past(self, datastreams: Iterable[int], until_us: int) -> tuple[int, ...]:
        """Equal numbers mean equal rows before a moment; growth beyond it changes nothing there."""
        tops, changes, reworked = self._tops, self._changes, self._reworked
        return tuple(
            reworked.get(key, 0) if tops.get(key, _NEVER) >= until_us else ~changes.get(key, 0)
            for key in datastreams
        )

    def note_change(self, datastreams: Iterable[int]) -> None:
        """Rows of these datastreams are no longer as they were; called after the commit."""
        self.commits += 1
        for key in datastreams:
            self._changes[key] = self._changes.get(key, 0) + 1
            self._reworked[key] = self._reworked.get(key, 0) + 1

    def latest(self, datastreams: Collection[int]) -> dict[int, Latest]:
        """What is known of these datastreams; those without observations are missing."""
        known = self._latest
        return {key: known[key] for key in datastreams if key in known}

    def all(self) -> list[Latest]:
        """Everything, in no particular order."""
        return list(self._latest.values())

    def entries(self) -> list[Entry]:
        """Everything that is known, also of datastreams whose rows are all superseded."""
        return [Entry(key, top, self._latest.get(key)) for key, top in self._tops.items()]

    def top(self, datastream: int) -> int | None:
        """Newest time of any row of a datastream [us since 1970, UTC]; null when it has none."""
        return self._tops.get(datastream)

    def tops(self, datastreams: Int64s) -> Int64s:
        """Newest time of any row of each datastream [us since 1970, UTC]; the least number when none."""
        tops = self._tops
        return np.array([tops.get(key, _NEVER) for key in datastreams.tolist()], np.int64)

    def replace(self, entries: Iterable[Entry], *, gone: Collection[int] = ()) -> None:
        """Set these datastreams to exactly this; forget the ones that are gone."""
        self.note_change(gone)
        for key in gone:
            self._latest.pop(key, None)
            self._tops.pop(key, None)
        for entry in entries:
            self._tops[entry.datastream_id] = entry.top_us
            self._put(entry.datastream_id, entry.latest)

    def add(self, summary: pa.Table) -> None:
        """Count in new observations, summarised per datastream as in :data:`SUMMARY`."""
        self.commits += 1
        for key, top, more in entries(summary):
            before = self._tops.get(key, _NEVER)
            known = self._latest.get(key)
            found = _joined(known, more) if known and more else known or more
            if found is not None and more is not None and micros(more.first_time) > before:
                self._latest[key] = found
                self._changes[key] = self._changes.get(key, 0) + 1
            else:
                self._put(key, found)
            self._tops[key] = max(top, before)

    def set_latest(self, latest: Latest) -> None:
        """Set what is known of a datastream, none of whose times changed."""
        self._put(latest.datastream_id, latest)

    def subtract(self, superseded: Int64s) -> None:
        """Take one observation off the count for each datastream id in ``superseded``."""
        ids, numbers = np.unique(superseded, return_counts=True)
        for key, number in zip(ids.tolist(), numbers.tolist(), strict=True):
            known = self._latest[key]
            self._put(key, replace(known, count=known.count - number))

    def _put(self, key: int, latest: Latest | None) -> None:
        if latest is None:
            self._latest.pop(key, None)
        else:
            self._latest[key] = latest
        self.note_change((key,))


def entries(summary: pa.Table) -> list[Entry]:
    """One entry per row of a summary table."""
    tops = summary["top_time"].cast(pa.int64()).to_numpy().tolist()
    columns = [_values(summary[name]) for name in _KEPT]
    return [
        Entry(values[0], top, Latest(**dict(zip(_WORDS, values, strict=True))) if values[1] else None)
        for top, values in zip(tops, zip(*columns, strict=True), strict=True)
    ]


def summary_of(rows: pa.Table, live: pa.Table) -> pa.Table:
    """The summary per datastream of new rows sorted by (datastream, time); ``live``: those not superseded."""
    first, last = _runs(live["datastream_id"].to_numpy())
    newest = live.take(last)
    whole, _ = _runs(rows["datastream_id"].to_numpy())
    earliest, latest = _range(rows["result_time"], whole)
    known: dict[str, Column | pa.Array[pa.Scalar[pa.DataType]]] = {
        "datastream_id": newest["datastream_id"],
        "observations": pa.array(last - first + 1),
        "top_time": newest["phenomenon_time"],
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


def summary_table(known: Iterable[Entry]) -> pa.Table:
    """The inverse of :func:`entries`, for the checkpoint."""
    rows = list(known)
    columns: dict[str, list[object]] = {
        name: [getattr(row.latest, word, None) for row in rows]
        for name, word in zip(_KEPT, _WORDS, strict=True)
    }
    columns["datastream_id"] = [row.datastream_id for row in rows]
    columns["observations"] = [row.latest.count if row.latest else 0 for row in rows]
    columns["top_time"] = [moment(row.top_us) for row in rows]
    return pa.table([pa.array(columns[field.name], field.type) for field in SUMMARY], schema=SUMMARY)


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
