# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When an ordered report is due: every day, week or month at an hour of Europe/Berlin."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
Every = Literal["daily", "weekly", "monthly"]


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How often and when; Monday is ``weekday`` 0; months too short for ``month_day`` take the last."""

    every: Every
    hour: int
    weekday: int = 0
    month_day: int = 1


def next_after(rhythm: Rhythm, moment: datetime) -> datetime:
    """The first due moment after this one, UTC.

    An hour that summer time leaves out is the one that follows; one that comes twice is the first.
    """
    day = moment.astimezone(BERLIN).date()
    for ahead in range(62):
        candidate = day + timedelta(days=ahead)
        due = _at(candidate, rhythm.hour)
        if due > moment and _fits(rhythm, candidate):
            return due
    raise AssertionError("a month has every day within 62 days")


def _fits(rhythm: Rhythm, day: date) -> bool:
    if rhythm.every == "weekly":
        return day.weekday() == rhythm.weekday
    if rhythm.every == "monthly":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(rhythm.month_day, last)
    return True


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=BERLIN).astimezone(UTC)
