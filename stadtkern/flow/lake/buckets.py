# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Edges of the buckets of a series: fixed lengths in UTC, calendar units in Europe/Berlin."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from stadtkern.kernel.errors import LimitExceeded, WrongSetting

from .state import Int64s
from .times import micros
from .words import Interval

BERLIN = ZoneInfo("Europe/Berlin")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_ANCHOR_US = -3_600_000_000
"""Fixed lengths count from midnight, 1 January 1970, CET: six hours start at 0, 6, 12 and 18 o'clock CET."""
_EPOCH_DAY = date(1970, 1, 1)
_MONDAY = date(1970, 1, 5)


def edges(start: datetime, end: datetime, interval: Interval, *, most: int) -> Int64s:
    """Edges [us since 1970, UTC] of all buckets that touch [start, end); one more than there are buckets.

    Raises:
        LimitExceeded: there are more than ``most`` buckets.
        WrongSetting: the interval has no positive length.
    """
    if interval.number < 1:
        raise WrongSetting(f"an interval of {interval.number} {interval.unit}s has no length")
    if end <= start:
        return np.array([], np.int64)
    width = fixed_width(interval)
    if width is None:
        return _calendar(start, end, interval, most)
    return _fixed(micros(start), micros(end), width, most)


def fixed_width(interval: Interval) -> int | None:
    """Length of a bucket [us]; null when it depends on the calendar."""
    seconds = _SECONDS.get(interval.unit)
    return None if seconds is None else seconds * interval.number * 1_000_000


def _fixed(start: int, end: int, width: int, most: int) -> Int64s:
    first = (start - _ANCHOR_US) // width
    last = -((_ANCHOR_US - end) // width)
    _check(last - first, most)
    return np.arange(first, last + 1, dtype=np.int64) * width + _ANCHOR_US


def _calendar(start: datetime, end: datetime, interval: Interval, most: int) -> Int64s:
    number = _number_of(start.astimezone(BERLIN).date(), interval)
    end_us = micros(end)
    found = [_midnight(_day_of(number, interval))]
    while found[-1] < end_us:
        _check(len(found), most)
        number += 1
        found.append(_midnight(_day_of(number, interval)))
    return np.array(found, np.int64)


def _number_of(day: date, interval: Interval) -> int:
    """Running number of the bucket in which a local day lies; days count from 1970, months from year 0."""
    if interval.unit == "day":
        return (day - _EPOCH_DAY).days // interval.number
    if interval.unit == "week":
        return (day - _MONDAY).days // (7 * interval.number)
    if interval.unit == "month":
        return (day.year * 12 + day.month - 1) // interval.number
    return day.year // interval.number


def _day_of(number: int, interval: Interval) -> date:
    """First local day of the bucket with this running number."""
    units = number * interval.number
    if interval.unit == "day":
        return _EPOCH_DAY + timedelta(days=units)
    if interval.unit == "week":
        return _MONDAY + timedelta(weeks=units)
    if interval.unit == "month":
        return date(units // 12, units % 12 + 1, 1)
    return date(units, 1, 1)


def _midnight(day: date) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=BERLIN))


def _check(buckets: int, most: int) -> None:
    if buckets > most:
        raise LimitExceeded(f"the series would have more than {most} intervals; choose longer ones")
