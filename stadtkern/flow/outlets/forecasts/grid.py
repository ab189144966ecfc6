# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hours as a table: a row per day of Europe/Berlin, a column per hour on the clock.

On the day with 25 hours the repeated hour holds the mean of both; on the day with 23 one hour is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from stadtkern.flow.lake.buckets import BERLIN

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Values by day and hour; NaN in a gap."""

    first: date
    values: Floats
    """Shape (days, 24)."""
    holidays: Flags
    """Per day, and for the days after the last one that may be asked for."""

    @property
    def days(self) -> int:
        """How many days have values."""
        return len(self.values)

    def day(self, number: int) -> date:
        """The date of a row."""
        return self.first + timedelta(days=number)

    def weekday(self, number: int) -> int:
        """0 Monday to 6 Sunday."""
        return self.day(number).weekday()


def grid(
    hours: Sequence[tuple[datetime, float | None]], is_holiday: Callable[[date], bool], *, ahead: int
) -> Grid:
    """The table of these hours (start, aware; value), in any order; ``ahead`` days more have a calendar."""
    if not hours:
        return Grid(first=date(1970, 1, 1), values=np.empty((0, HOURS)), holidays=np.zeros(0, np.bool_))
    local = [(start.astimezone(BERLIN), value) for start, value in hours]
    first = min(start.date() for start, _value in local)
    days = (max(start.date() for start, _value in local) - first).days + 1
    sums, counts = np.zeros((days, HOURS)), np.zeros((days, HOURS))
    for start, value in local:
        if value is not None:
            place = (start.date() - first).days, start.hour
            sums[place] += value
            counts[place] += 1
    values = np.full((days, HOURS), np.nan)
    np.divide(sums, counts, out=values, where=counts > 0)
    holidays = [is_holiday(first + timedelta(days=n)) for n in range(days + ahead)]
    return Grid(first=first, values=values, holidays=np.array(holidays, np.bool_))


def hours_of(day: date) -> list[datetime]:
    """The moments at which each hour on the clock begins: 23, 24 or 25 of them, aware UTC order."""
    start = datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp()
    after = day + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=BERLIN).timestamp()
    return [datetime.fromtimestamp(second, BERLIN) for second in range(int(start), int(end), 3600)]
