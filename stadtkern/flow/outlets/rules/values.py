# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values as rules read them: from the rows of a commit, from the newest ones, from the past."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Latest

from .conditions.known import Reading, StreamKey
from .texts import micros

QUERY = Path(__file__).parent / "queries" / "values_between.sql"
Positions = Mapping[int, Collection[int]]
"""Which components of a datastream are looked at, by its id."""
_NO_NUMBER = float("nan")


@dataclass(frozen=True, kw_only=True)
class StoredValue:
    """One row of the past."""

    datastream_id: int
    phenomenon_time: datetime
    result: float | None
    result_json: str | None
    quality: int


def positions(keys: Collection[StreamKey]) -> dict[int, list[int]]:
    """The components by datastream."""
    found: dict[int, list[int]] = {}
    for stream, position in keys:
        found.setdefault(stream, []).append(position)
    return found


def of_table(table: pa.Table, wanted: Positions, *, arrived: int) -> list[tuple[StreamKey, Reading]]:
    """The values of some datastreams among committed rows (columns of the table ``observations``)."""
    ids = pa.array(list(wanted), pa.int64())
    table = table.filter(pc.is_in(table.column("datastream_id"), ids))
    if not table.num_rows:
        return []
    names = table.column_names
    missing = [None] * table.num_rows
    streams = table.column("datastream_id").to_numpy().tolist()
    times = table.column("phenomenon_time").cast(pa.int64()).to_numpy().tolist()
    results = table.column("result").to_pylist() if "result" in names else missing
    texts = table.column("result_json").to_pylist() if "result_json" in names else missing
    flags = table.column("quality").to_pylist() if "quality" in names else missing
    found = []
    for stream, time, result, text, quality in zip(streams, times, results, texts, flags, strict=True):
        for position in wanted[stream]:
            value = number(result, text, position)
            found.append(((stream, position), Reading(time, value, quality or 0, arrived)))
    return found


def of_latest(
    latest: Mapping[int, Latest], wanted: Positions, *, arrived: int | None
) -> Iterator[tuple[StreamKey, Reading]]:
    """The newest values; ``arrived`` null: as if each had come at once."""
    for stream, one in latest.items():
        time = micros(one.last_time)
        for position in wanted[stream]:
            value = number(one.result, one.result_json, position)
            came = time if arrived is None else arrived
            yield (stream, position), Reading(time, value, one.quality or 0, came)


def of_past(
    lake: Lake, wanted: Positions, *, start: datetime, end: datetime, most: int
) -> Iterator[tuple[StreamKey, Reading]]:
    """Values in [start, end) in the order of their times, as if each had come at once.

    Raises:
        LimitExceeded: the query took too long.
        LakeUnavailable: the lake cannot be read.
    """
    rows = lake.rows(QUERY, StoredValue, datastreams=list(wanted), start=start, end=end, most=most)
    for row in rows:
        time = micros(row.phenomenon_time)
        for position in wanted[row.datastream_id]:
            value = number(row.result, row.result_json, position)
            yield (row.datastream_id, position), Reading(time, value, row.quality, time)


def number(result: float | None, text: str | None, position: int) -> float:
    """The number of a component; truth is 1 or 0; what is no number is NaN."""
    if result is not None:
        return result
    if text is None:
        return _NO_NUMBER
    try:
        given = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return _NO_NUMBER
    if isinstance(given, list):
        given = given[position] if position < len(given) else None
    return float(given) if isinstance(given, int | float) else _NO_NUMBER
