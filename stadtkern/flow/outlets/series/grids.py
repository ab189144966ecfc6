# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The steps of a series: edges in UTC, moved and widened by the calendar of Europe/Berlin."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from stadtkern.flow.lake.buckets import BERLIN, edges, fixed_width
from stadtkern.flow.lake.times import micros, moment
from stadtkern.flow.lake.words import Interval
from stadtkern.kernel.errors import LimitExceeded

from .tree import Length, LengthUnit
from .words import Int64s

MOST_EDGES: Final = 100_000
_MONTHS: Final = {"month": 1, "year": 12, "m": 1, "y": 12}
_DAYS: Final = {"day": 1, "week": 7, "d": 1, "w": 7}
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "min": 60, "h": 3600}
_ABOUT_S: Final = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746,
    "year": 31_556_952, "min": 60, "h": 3600, "d": 86_400, "w": 604_800, "m": 2_629_746, "y": 31_556_952,
}  # fmt: skip
LADDER: Final = (
    Interval(number=15, unit="minute"),
    Interval(number=1, unit="hour"),
    Interval(number=1, unit="day"),
    Interval(number=1, unit="week"),
    Interval(number=1, unit="month"),
    Interval(number=1, unit="year"),
)
"""Steps that people think in."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Steps without a gap between them; only what lies in [start, end) counts."""

    edges: Int64s
    """One more than there are steps [us since 1970, UTC]."""
    interval: Interval
    start_us: int
    end_us: int

    @property
    def steps(self) -> int:
        """How many."""
        return max(len(self.edges) - 1, 0)

    @property
    def starts(self) -> Int64s:
        """Start of each step."""
        return self.edges[:-1]

    @property
    def ends(self) -> Int64s:
        """End of each step."""
        return self.edges[1:]

    @property
    def fixed_us(self) -> int | None:
        """Length of each step [us]; null when it follows the calendar."""
        return fixed_width(self.interval)


def grid(start: datetime, end: datetime, interval: Interval, *, most: int = MOST_EDGES) -> Grid:
    """The steps that touch [start, end).

    Raises:
        LimitExceeded: more than ``most``; the message says which steps would do.
    """
    about = (end - start).total_seconds() / about_s(interval)
    if about > most + 1:
        raise too_many(start, end, most)
    try:
        found = edges(start, end, interval, most=most)
    except LimitExceeded as error:
        raise too_many(start, end, most) from error
    return Grid(edges=found, interval=interval, start_us=micros(start), end_us=micros(end))


def too_many(start: datetime, end: datetime, most: int) -> LimitExceeded:
    """What to say when a series would have too many steps."""
    words = {"minute": "Viertelstunden", "hour": "Stunden", "day": "Tage", "week": "Wochen",
             "month": "Monate", "year": "Jahre"}  # fmt: skip
    better = words[interval_for(start, end, most=most).unit]
    return LimitExceeded(
        f"Das wären mehr als {most} Schritte. Wählen Sie längere Schritte ({better}) oder einen"
        " kürzeren Zeitraum."
    )


def interval_for(start: datetime, end: datetime, *, most: int = 400) -> Interval:
    """The shortest of the usual steps of which at most so many cover the time range."""
    length_s = max((end - start).total_seconds(), 0.0)
    return next((one for one in LADDER if length_s / about_s(one) <= most), LADDER[-1])


def about_s(interval: Interval) -> float:
    """About how long a step is [s]."""
    return interval.number * float(_ABOUT_S[interval.unit])


def length_s(length: Length) -> float:
    """About how long a span is [s]."""
    return length.number * float(_ABOUT_S[length.unit])


def widened(given: Grid, steps: int) -> Grid:
    """The same with so many earlier steps before it."""
    if not steps or not given.steps:
        return given
    first = int(given.edges[0])
    width = given.fixed_us
    if width is not None:
        before = first - width * np.arange(steps, 0, -1, dtype=np.int64)
    else:
        move = _mover(given.interval.unit)
        before = np.array([move(first, -n * given.interval.number) for n in range(steps, 0, -1)], np.int64)
    return replace(given, edges=np.concatenate([before, given.edges]), start_us=int(before[0]))


def earlier(given: Grid, length: Length) -> tuple[Grid, Int64s | None]:
    """The steps that lie a span earlier by the German calendar and clock, and which of them each step is.

    The positions are null when it is simply one for one: calendar steps move as a whole. Days by months and
    years do not: the day before the 1 March of a common year would become two days of a leap year.
    """
    move = _mover(length.unit)
    start, end = (move(at, -length.number) for at in (given.start_us, given.end_us))
    if given.fixed_us is None and not (given.interval.unit == "day" and length.unit in _MONTHS):
        before = moved(given.edges, length)
        if bool((np.diff(before) > 0).all()):
            return replace(given, edges=before, start_us=start, end_us=end), None
    wanted = moved(given.starts, length)
    last = max(int(wanted.max()) + 1, end)
    base = grid(moment(min(int(wanted.min()), start)), moment(last), given.interval)
    begin = min([start, *wanted[1:].tolist()])
    if begin < int(base.edges[1]):  # the part of a step that comes first is compared with the same part
        base = replace(base, start_us=begin)
    return replace(base, end_us=last), np.searchsorted(base.edges, wanted, side="right") - 1


def moved(edges: Int64s, length: Length) -> Int64s:
    """Moments a span earlier by the German calendar and clock."""
    move = _mover(length.unit)
    return np.array([move(at, -length.number) for at in edges.tolist()], np.int64)


def local(at_us: int) -> datetime:
    """German time of a moment."""
    return moment(at_us).astimezone(BERLIN)


def _mover(unit: LengthUnit | str) -> Callable[[int, int], int]:
    """How a moment [us since 1970, UTC] is moved by a number of units."""
    if unit in _SECONDS:
        width = _SECONDS[unit] * 1_000_000
        return lambda at, number: at + number * width
    if unit in _DAYS:
        days = _DAYS[unit]
        return lambda at, number: _moved_days(at, number * days)
    months = _MONTHS[unit]
    return lambda at, number: _moved_months(at, number * months)


def _moved_days(at_us: int, days: int) -> int:
    wall = local(at_us).replace(tzinfo=None) + timedelta(days=days)
    return micros(wall.replace(tzinfo=BERLIN))


def _moved_months(at_us: int, months: int) -> int:
    wall = local(at_us).replace(tzinfo=None)
    number = wall.year * 12 + wall.month - 1 + months
    year, month = divmod(number, 12)
    day = date(year, month + 1, min(wall.day, monthrange(year, month + 1)[1]))
    return micros(datetime.combine(day, wall.time(), tzinfo=BERLIN))
