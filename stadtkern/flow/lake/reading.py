# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads series, pages of observations and the domains' own queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa

from stadtkern.kernel.errors import LimitExceeded, WrongSetting
from stadtkern.kernel.observation import LEFT_OUT

from .buckets import edges, fixed_width
from .engine import Engine, reason_of
from .sql import statement
from .state import Int64s
from .times import EPOCH, FIRST_US, LAST_US, Column, micros, moments
from .words import Bucket, Interval, Statistic, StoredObservation

T = TypeVar("T")
_PERCENTILES = ("p05", "p25", "p50", "p75", "p95")
_HOUR_US = 3_600_000_000


@dataclass(frozen=True, kw_only=True)
class SeriesQuestion:
    """A series that somebody wants, over the values of some datastreams together."""

    datastreams: Sequence[int]
    start: datetime
    end: datetime
    interval: Interval
    statistics: Collection[Statistic]
    component: int | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of observations that somebody wants."""

    datastream_id: int
    start: datetime | None
    end: datetime | None
    limit: int
    after: tuple[datetime, int] | None
    newest_first: bool


def series(engine: Engine, question: SeriesQuestion) -> list[Bucket]:
    """Every bucket that touches [start, end), empty ones with count 0; only values in [start, end) count.

    Raises:
        LimitExceeded: more buckets than the setting admits, or the query took too long.
    """
    interval, statistics = question.interval, question.statistics
    limits = edges(question.start, question.end, interval, most=engine.settings.most_buckets)
    if not len(limits):
        return []
    wanted: dict[str, object] = {
        "first_id": min(question.datastreams, default=0),
        "start_us": micros(question.start),
        "end_us": micros(question.end),
        "left_out": int(LEFT_OUT),
    }
    if len(question.datastreams) != 1:
        wanted |= {
            "datastreams": list(question.datastreams),
            "last_id": max(question.datastreams, default=-1),
        }
    if question.component is not None:
        wanted["component"] = question.component
    name, width = "series_calendar", fixed_width(interval)
    if width is None:
        wanted["edges_h"] = (limits // _HOUR_US).tolist()
    else:
        name = "series_fixed"
        wanted |= {"origin_us": int(limits[0]), "width_us": width}
    with engine.reading() as session:
        found = session.execute(_series(name, question), wanted).to_arrow_table()
    return _filled(limits, found, statistics)


def _series(name: str, question: SeriesQuestion) -> str:
    """The statement that computes just what is asked for."""
    percentiles = any(name in question.statistics for name in _PERCENTILES)
    return statement(
        name,
        datastreams=statement(
            "part_one_datastream" if len(question.datastreams) == 1 else "part_some_datastreams"
        ),
        value=statement("part_value_result" if question.component is None else "part_value_component"),
        statistics=statement("part_statistics_percentiles" if percentiles else "part_statistics"),
    )


def _filled(limits: Int64s, found: pa.Table, statistics: Collection[Statistic]) -> list[Bucket]:
    """All buckets; ``found`` holds those with values."""
    times = list(map(EPOCH.__add__, map(timedelta, repeat(0), repeat(0), limits.tolist())))
    numbers = found["bucket"].to_numpy().astype(np.int64)
    columns = [_spread(found, name, numbers, len(times) - 1, statistics) for name in Bucket._fields[3:-2]]
    counts, left_out, doubts = (
        _counted(found, name, numbers, len(times) - 1) for name in ("count", "left_out", "doubts")
    )
    # A year has 8,760 hours: made in C, not by a constructor call each.
    rows = zip(times, times[1:], counts, *columns, left_out, doubts, strict=False)
    return list(map(partial(tuple.__new__, Bucket), rows))


def _counted(found: pa.Table, name: str, numbers: Int64s, buckets: int) -> list[int]:
    """One whole number for every bucket, 0 where nothing was found."""
    values = np.zeros(buckets, np.int64)
    values[numbers] = found[name].to_numpy()
    counted: list[int] = values.tolist()
    return counted


def _spread(
    found: pa.Table, name: str, numbers: Int64s, buckets: int, statistics: Collection[Statistic]
) -> Iterable[float | None]:
    """One statistic for every bucket, null where nothing was found or it was not asked for."""
    if name not in statistics or name not in found.column_names:
        return repeat(None, buckets)
    values = np.full(buckets, None, dtype=object)
    values[numbers] = found[name].to_pylist()
    return [*values]


def observations(engine: Engine, page: Page) -> list[StoredObservation]:
    """A page of at most ``limit`` observations after the key ``after``, in the given direction.

    Raises:
        LimitExceeded: ``limit`` is over the setting, or the query took too long.
    """
    if page.limit > engine.settings.most_rows:
        raise LimitExceeded(f"a page has at most {engine.settings.most_rows} observations")
    first = FIRST_US if page.start is None else micros(page.start)
    last = LAST_US if page.end is None else micros(page.end)
    before_all = (last, 0) if page.newest_first else (first, -1)
    key = before_all if page.after is None else (micros(page.after[0]), page.after[1])
    wanted = {
        "datastream": page.datastream_id,
        "start_us": first,
        "end_us": last,
        "after_us": key[0],
        "after_seq": key[1],
        "limit": page.limit,
    }
    name = "observations_backward" if page.newest_first else "observations_forward"
    with engine.reading() as session:
        return records(session.execute(statement(name), wanted).to_arrow_table(), StoredObservation)


def rows(engine: Engine, query: Path, row: type[T], parameters: dict[str, object]) -> list[T]:
    """The answer of a domain's query as frozen dataclasses.

    Raises:
        LimitExceeded: the query took too long.
        TypeError: a column is not a field of ``row``.
    """
    text = query.read_text(encoding="utf-8")
    with engine.reading() as session:
        return records(session.execute(text, parameters).to_arrow_table(), row)


def explain(engine: Engine, query: Path) -> None:
    """Plan a query file against the schema, every parameter null, without running it.

    Raises:
        WrongSetting: a table, column or function of the query does not exist; the message names the file.
    """
    text = query.read_text(encoding="utf-8")
    with engine.reading() as session:
        try:
            (parsed,) = session.extract_statements(text)
            nothing = dict.fromkeys(parsed.named_parameters)
            session.execute(statement("explain", query=text), nothing).fetchall()
        except (duckdb.ProgrammingError, duckdb.NotSupportedError, ValueError) as error:
            raise WrongSetting(f"{query.name} does not fit the lake: {reason_of(error)}") from error


def records(table: pa.Table, row: type[T]) -> list[T]:
    """One frozen dataclass per row; its fields are the columns.

    Raises:
        TypeError: a column is not a field of ``row``.
    """
    known = {one.name for one in fields(row)} if is_dataclass(row) else set()
    unknown = sorted(set(table.column_names) - known)
    if unknown:
        raise TypeError(f"{row.__name__} has no field {', '.join(unknown)}")
    names = table.column_names
    columns = [_values(table[name]) for name in names]
    return [row(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _values(column: Column) -> Sequence[object]:
    if isinstance(column.type, pa.TimestampType) and column.type.tz is not None:
        return moments(column)
    return column.to_pylist()
