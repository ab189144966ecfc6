# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The newest values of datastreams whose next value is judged by them: remembered, or read from the lake."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from stadtkern.flow.devices.quality.rules import micros
from stadtkern.flow.devices.quality.words import StreamRule
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import Latest
from stadtkern.kernel.observation import Quality

UNUSABLE = int(Quality.OUT_OF_RANGE | Quality.SOURCE_SUSPECT)
"""Values with these flags say nothing about those after them."""
_TAILS = Path(__file__).parent / "queries" / "tails.sql"
_MOST_READ = 1000
_DAYS_READ = 30
_MOST = 200_000


class Point(NamedTuple):
    """A stored value that the next one is compared with."""

    time_us: int
    value: float
    stepped: bool
    run: int
    """How many equal values end here."""
    since_us: int


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row of ``queries/tails.sql``."""

    datastream_id: int
    phenomenon_time: datetime
    result: float
    quality: int


class Tail(NamedTuple):
    """The end of a datastream."""

    points: tuple[Point, ...]
    """The last one or two usable values, oldest first."""
    until_us: int
    """Time of its newest value, usable or not."""


_LOCK = threading.Lock()
_KNOWN: dict[int, Tail] = {}


def tails(rules: Mapping[int, StreamRule], latest: Mapping[int, Latest]) -> dict[int, Tail]:
    """The ends of these datastreams as they are stored; those without values are missing."""
    found: dict[int, Tail] = {}
    missing: dict[int, StreamRule] = {}
    for key, rule in rules.items():
        newest = latest.get(key)
        known = _KNOWN.get(key)
        if newest is None:
            continue
        if known and _covers(known, newest):
            found[key] = known
        elif _enough(rule, newest):
            point = _point(newest.last_time, newest.result or 0.0, newest.quality or 0)
            found[key] = Tail((point,), point.time_us)
        else:
            missing[key] = rule
    if missing:
        found.update(_read(missing, latest))
    return found


def remember(ends: Mapping[int, Tail]) -> None:
    """This is how these datastreams end now."""
    with _LOCK:
        if len(_KNOWN) + len(ends) > _MOST:
            _KNOWN.clear()
        _KNOWN.update(ends)


def forget() -> None:
    """Forget everything."""
    with _LOCK:
        _KNOWN.clear()


def _covers(known: Tail, newest: Latest) -> bool:
    """Whether what is remembered goes as far as what is stored, and agrees with it."""
    at = micros(newest.last_time)
    if known.until_us != at or newest.result is None or (newest.quality or 0) & UNUSABLE:
        return known.until_us >= at
    return any(point.time_us == at and point.value == newest.result for point in known.points)


def _enough(rule: StreamRule, newest: Latest) -> bool:
    """Whether the newest value alone is all that is needed."""
    quality = newest.quality or 0
    counts = rule.stuck_values or rule.stuck_us
    return not counts and newest.result is not None and not quality & (UNUSABLE | Quality.STEP)


def _read(rules: Mapping[int, StreamRule], latest: Mapping[int, Latest]) -> dict[int, Tail]:
    newest = [latest[key].last_time for key in rules]
    rows = lake().rows(
        _TAILS,
        _Row,
        datastreams=list(rules),
        first_id=min(rules),
        last_id=max(rules),
        start_us=micros(min(newest) - timedelta(days=_DAYS_READ)),
        unusable=UNUSABLE | int(Quality.SUPERSEDED),
        rows=_rows_needed(rules.values()),
    )
    by_stream: dict[int, list[_Row]] = {}
    for row in rows:
        by_stream.setdefault(row.datastream_id, []).append(row)
    found = {
        key: Tail(_points(by_stream.get(key, ()), rule), micros(latest[key].last_time))
        for key, rule in rules.items()
    }
    remember(found)
    return found


def _rows_needed(rules: Iterable[StreamRule]) -> int:
    most = 2
    for rule in rules:
        span = rule.stuck_us // rule.interval_us if rule.interval_us else rule.stuck_us and _MOST_READ
        most = max(most, rule.stuck_values, span + 1)
    return min(most + 1, _MOST_READ)


def _points(rows: Sequence[_Row], rule: StreamRule) -> tuple[Point, ...]:
    """The last two of these rows (oldest first), with their runs of equal values."""
    points: list[Point] = []
    for row in rows:
        point = _point(row.phenomenon_time, row.result, row.quality)
        before = points[-1] if points else None
        if before and before.value == point.value and (rule.stuck_zero or point.value != 0.0):
            point = point._replace(run=before.run + 1, since_us=before.since_us)
        points = [*points[-1:], point]
    return tuple(points)


def _point(time: datetime, value: float, quality: int) -> Point:
    at = micros(time)
    return Point(at, value, bool(quality & Quality.STEP), 1, at)
