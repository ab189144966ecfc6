# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Instants and half-open periods: order, relations, parts. A period without length is an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result
from stadtkern.flow.outlets.sensorthings.query.words import Comparator, Period

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


class Extent(NamedTuple):
    """A time with its two ends; both are the same for an instant."""

    start: datetime
    end: datetime
    instant: bool


def extent(value: Result) -> Extent | None:
    """The ends of an instant or a period; null for anything else."""
    match value:
        case Period():
            return Extent(value.start, value.end, value.start == value.end)
        case datetime():
            return Extent(value, value, True)
        case _:
            return None


def start(value: Result) -> datetime | None:
    """The moment where a time begins."""
    found = extent(value)
    return None if found is None else found.start


def lies_before(x: Extent, y: Extent) -> bool:
    """Two instants: x is earlier. A period with anything: x is over when y begins."""
    return x.start < y.start if x.instant and y.instant else x.end <= y.start


def lies_after(x: Extent, y: Extent) -> bool:
    """The mirror of ``lies_before``."""
    return lies_before(y, x)


def coincides(x: Extent, y: Extent) -> bool:
    """Both ends are the same."""
    return x.start == y.start and x.end == y.end


def meets(x: Extent, y: Extent) -> bool:
    """One ends where the other begins."""
    return x.end == y.start or x.start == y.end


def during(x: Extent, y: Extent) -> bool:
    """The first lies within the second; the end of a period does not belong to it."""
    return y.start <= x.start and x.end <= y.end and (x.start < y.end or y.start == y.end)


def overlaps(x: Extent, y: Extent) -> bool:
    """There is a moment that belongs to both."""
    return x.start == y.start or (x.start < y.end and y.start < x.end)


def starts(x: Extent, y: Extent) -> bool:
    """Both begin together."""
    return x.start == y.start


def finishes(x: Extent, y: Extent) -> bool:
    """Both end together."""
    return x.end == y.end


RELATIONS: dict[str, Callable[[Extent, Extent], bool]] = {
    "before": lies_before,
    "after": lies_after,
    "meets": meets,
    "during": during,
    "overlaps": overlaps,
    "starts": starts,
    "finishes": finishes,
}
COMPARATORS: dict[Comparator, Callable[[Extent, Extent], bool]] = {
    "eq": coincides,
    "ne": lambda x, y: not coincides(x, y),
    "lt": lies_before,
    "le": lambda x, y: lies_before(x, y) or coincides(x, y),
    "gt": lies_after,
    "ge": lambda x, y: lies_after(x, y) or coincides(x, y),
}
PARTS: dict[str, Callable[[datetime], int | float | date | time]] = {
    "year": lambda at: at.year,
    "month": lambda at: at.month,
    "day": lambda at: at.day,
    "hour": lambda at: at.hour,
    "minute": lambda at: at.minute,
    "second": lambda at: at.second,
    "fractionalseconds": lambda at: at.microsecond / 1_000_000,
    "totaloffsetminutes": lambda at: 0,
    "date": lambda at: at.date(),
    "time": lambda at: at.time(),
}
"""Parts of a moment in UTC; of a period, of its start."""


def moved(at: datetime, length: timedelta) -> datetime | None:
    """A moment later (or earlier); null beyond the years 1 to 9999."""
    try:
        return at + length
    except OverflowError:
        return None


def scaled(length: timedelta, factor: float) -> timedelta | None:
    """A multiple of a duration, to the nearest microsecond; null when it is too long to be written."""
    try:
        return length * factor
    except (OverflowError, ValueError):
        return None


def divided(length: timedelta, divisor: float) -> timedelta | None:
    """A part of a duration, to the nearest microsecond; null when it is too long to be written."""
    try:
        return length / divisor
    except (OverflowError, ValueError):
        return None


def added(one: timedelta, other: timedelta) -> timedelta | None:
    """Both durations one after the other; null when that is too long to be written."""
    try:
        return one + other
    except OverflowError:
        return None
