# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the writer keeps per datastream: count, time range and newest result, so that nobody computes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.kernel.observation import TIME

from .times import micros, moments
from .words import Latest

Int64s = npt.NDArray[np.int64]
SUMMARY = ["datastream_id", "observations", "first_time", "last_time", "result", "result_json", "quality"]
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, kw_only=True)
class Newest:
    """Newest stored time [us since 1970, UTC] and result for each of some datastreams."""

    time: Int64s
    result: npt.NDArray[np.float64]
    """NaN when there is none."""
    plain: npt.NDArray[np.bool_]
    """True when the newest observation has no JSON result."""


class State:
    """Latest values of all datastreams as of ``snapshot``; changed by the writer only, read by everyone."""

    def __init__(self) -> None:
        self.snapshot = -1
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

    def newest(self, datastreams: Int64s) -> Newest:
        """Newest time and result of each datastream, in the given order."""
        found = [self._latest.get(key) for key in datastreams.tolist()]
        return Newest(
            time=np.array(
                [_NEVER if one is None else self._times[one.datastream_id] for one in found], np.int64
            ),
            result=np.array(
                [np.nan if one is None or one.result is None else one.result for one in found], np.float64
            ),
            plain=np.array([one is not None and one.result_json is None for one in found], np.bool_),
        )

    def replace(self, entries: Iterable[Latest], *, gone: Collection[int] = ()) -> None:
        """Set these datastreams to exactly this; forget the ones that are gone."""
        for entry in entries:
            self._put(entry)
        for key in gone:
            self._latest.pop(key, None)
            self._times.pop(key, None)

    def add(self, summary: pa.Table) -> None:
        """Count in new observations, summarised per datastream as in ``queries/summary_columns``."""
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
    return [
        Latest(
            datastream_id=key,
            count=count,
            first_time=first,
            last_time=last,
            result=result,
            result_json=result_json,
            quality=quality,
        )
        for key, count, first, last, result, result_json, quality in zip(
            summary["datastream_id"].to_pylist(),
            summary["observations"].to_pylist(),
            moments(summary["first_time"]),
            moments(summary["last_time"]),
            summary["result"].to_pylist(),
            summary["result_json"].to_pylist(),
            summary["quality"].to_pylist(),
            strict=True,
        )
    ]


def summary_of(rows: pa.Table) -> pa.Table:
    """The summary per datastream of rows sorted by (datastream, time), none of them superseded."""
    ids = rows["datastream_id"].to_numpy()
    first = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1)) if len(ids) else np.array([], np.int64)
    last = np.append(first[1:], len(ids)) - 1 if len(ids) else first
    newest = rows.select(["datastream_id", "phenomenon_time", "result", "result_json", "quality"]).take(last)
    return pa.Table.from_arrays(
        [
            newest["datastream_id"],
            pa.chunked_array([last - first + 1]),
            rows["phenomenon_time"].take(first),
            newest["phenomenon_time"],
            newest["result"],
            newest["result_json"],
            newest["quality"],
        ],
        names=SUMMARY,
    )


def summary_table(known: Iterable[Latest]) -> pa.Table:
    """The inverse of :func:`entries`, for the checkpoint."""
    rows = list(known)
    return pa.table(
        {
            "datastream_id": pa.array([row.datastream_id for row in rows], pa.int64()),
            "observations": pa.array([row.count for row in rows], pa.int64()),
            "first_time": pa.array([row.first_time for row in rows], TIME),
            "last_time": pa.array([row.last_time for row in rows], TIME),
            "result": pa.array([row.result for row in rows], pa.float64()),
            "result_json": pa.array([row.result_json for row in rows], pa.string()),
            "quality": pa.array([row.quality for row in rows], pa.uint16()),
        }
    )


def _joined(known: Latest, more: Latest) -> Latest:
    newest = more if more.last_time >= known.last_time else known
    return Latest(
        datastream_id=known.datastream_id,
        count=known.count + more.count,
        first_time=min(known.first_time, more.first_time),
        last_time=newest.last_time,
        result=newest.result,
        result_json=newest.result_json,
        quality=newest.quality,
    )
