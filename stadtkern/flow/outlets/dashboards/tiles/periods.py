# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stretches of the calendar: where a day, week or month begins, and the same a week or a year earlier.

All moments are aware UTC; days and longer follow the calendar of Europe/Berlin.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.sentences.dates import BERLIN, local
from stadtkern.flow.outlets.dashboards.shown import View
from stadtkern.kernel.dashboards import Step

Calendar = Literal["hour", "day", "week", "month", "year"]
Earlier = Literal["before", "week", "year"]
_STEPS = {
    "quarter-hour": Interval(number=15, unit="minute"),
    "hour": Interval(number=1, unit="hour"),
    "day": Interval(number=1, unit="day"),
    "week": Interval(number=1, unit="week"),
    "month": Interval(number=1, unit="month"),
    "year": Interval(number=1, unit="year"),
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of time in steps."""

    start: datetime
    end: datetime
    """Exclusive."""
    interval: Interval


def step(word: Step, view: View) -> Interval:
    """The interval that a tile asks for; ``auto``: the one of the view."""
    return view.interval if word == "auto" else _STEPS[word]


def span_of(view: View, word: Step = "auto") -> Span:
    """The chosen time range in the steps of a tile."""
    return Span(start=view.start, end=view.end, interval=step(word, view))


def begin(at: datetime, unit: Calendar) -> datetime:
    """Where the hour, day, week, month or year of this moment began."""
    if unit == "hour":
        return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    day = local(at).date()
    if unit == "week":
        day -= timedelta(days=day.weekday())
    elif unit == "month":
        day = day.replace(day=1)
    elif unit == "year":
        day = day.replace(month=1, day=1)
    return _midnight(day)


def later(at: datetime, unit: Calendar, number: int) -> datetime:
    """The same time of day so many units later (or earlier); in shorter months their last day."""
    if unit == "hour":
        return at + timedelta(hours=number)
    there = local(at)
    if unit in ("day", "week"):
        day = there.date() + timedelta(days=number * (7 if unit == "week" else 1))
    else:
        day = _months_later(there.date(), number * (12 if unit == "year" else 1))
    return datetime.combine(day, there.time(), BERLIN).astimezone(UTC)


def earlier(span: Span, how: Earlier) -> Span:
    """The stretch to compare with: just before, a week before, or a year before.

    A year is 52 weeks, so that weekdays meet weekdays; of months and years it is the calendar's.
    """
    if how == "before":
        return Span(start=_as_long_before(span), end=span.start, interval=span.interval)
    return Span(start=back(span.start, how, span.interval), end=back(span.end, how, span.interval),
                interval=span.interval)  # fmt: skip


def _as_long_before(span: Span) -> datetime:
    """Whole days are counted: they have 23 hours or 25 when the clocks change."""
    days = (local(span.end).date() - local(span.start).date()).days
    whole = local(span.start).time() == local(span.end).time() == time()
    return later(span.start, "day", -days) if whole else span.start - (span.end - span.start)


def back(at: datetime, how: Literal["week", "year"], interval: Interval) -> datetime:
    """The moment that is compared with this one."""
    if how == "week":
        return later(at, "week", -1)
    if interval.unit in ("month", "year"):
        return later(at, "year", -1)
    return later(at, "week", -52)


def forth(at: datetime, how: Literal["week", "year"], interval: Interval) -> datetime:
    """The moment that an earlier one is compared with."""
    if how == "week":
        return later(at, "week", 1)
    if interval.unit in ("month", "year"):
        return later(at, "year", 1)
    return later(at, "week", 52)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
