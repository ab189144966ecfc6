# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weeks of an event set beside the weeks that they are compared with, weekday by weekday.

Arrays are weeks × 7, from Monday; a day that is missing on either side is not a number on both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

import numpy as np

from stadtkern.flow.outlets.series.words import Floats, Int64s

YEAR_DAYS = 364
"""52 weeks: the same calendar week of the year before, on the same weekdays."""
MOST_WEEKS = 52
MOST_REFERENCE = 8
LEAST_DAYS = 5
"""Weeks with fewer days in common are left out."""
Method: TypeAlias = Literal["year", "around"]
"""Compared with the same calendar weeks of the year before, or with the weeks before and after."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """Values per local day, from ``first`` on; NaN in a gap."""

    first: date
    values: Floats
    comparison: Floats | None = None
    """Of places that the event does not concern; null: none."""
    weather: Floats | None = None
    """Shape (number of weather series, days); null: none."""

    def without(self, days: frozenset[date]) -> Days:
        """The same with gaps at these days."""
        values = self.values.copy()
        for day in days:
            place = (day - self.first).days
            if 0 <= place < values.size:
                values[place] = np.nan
        return replace(self, values=values)


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Event and reference."""

    observed: Floats
    reference: Floats
    comparison: Floats | None = None
    comparison_reference: Floats | None = None
    weather: Floats | None = None
    """Weather of the day minus that of its reference; shape (number of series, weeks, 7)."""

    @property
    def weeks(self) -> int:
        """How many weeks of the event are in it."""
        return int(self.observed.shape[0])

    def taken(self, rows: Int64s) -> Matched:
        """Some of its weeks, maybe repeatedly."""
        return Matched(
            observed=self.observed[rows],
            reference=self.reference[rows],
            comparison=None if self.comparison is None else self.comparison[rows],
            comparison_reference=(
                None if self.comparison_reference is None else self.comparison_reference[rows]
            ),
            weather=None if self.weather is None else self.weather[:, rows],
        )


@dataclass(frozen=True, kw_only=True)
class Sides:
    """What matching starts from: the weeks of the event and those before (or a year before) it, as they are.

    With ``year`` the two have the same number of weeks, each beside its own; with ``around`` any number.
    """

    method: Method
    mondays: tuple[date, ...]
    event: Floats
    """Shape (rows, weeks, 7); rows: values, comparison (if any), weather."""
    before: Floats
    compared: bool


def whole_weeks(begins: date, ends: date) -> tuple[date, ...]:
    """Mondays of the calendar weeks that lie wholly within [begins, ends); the first 52."""
    monday = begins + timedelta(days=-begins.weekday() % 7)
    count = max((ends - monday).days // 7, 0)
    return tuple(monday + timedelta(weeks=n) for n in range(min(count, MOST_WEEKS)))


def sides(days: Days, begins: date, ends: date, method: Method) -> Sides:
    """The weeks of an event, and what they can be compared with."""
    mondays = whole_weeks(begins, ends)
    if method == "year":
        before = tuple(monday - timedelta(days=YEAR_DAYS) for monday in mondays)
    else:
        number = max(4, min(MOST_REFERENCE, len(mondays)))
        until = begins - timedelta(days=begins.weekday())
        after = ends + timedelta(days=-ends.weekday() % 7)
        before = tuple(until - timedelta(weeks=n) for n in range(number, 0, -1))
        before += tuple(after + timedelta(weeks=n) for n in range(number))
    event, other = (
        np.stack([_weeks(row, days.first, at) for row in _rows(days)]) for at in (mondays, before)
    )
    if method == "around":
        other = other[:, np.isfinite(other[0]).sum(axis=1) >= LEAST_DAYS]
    return Sides(
        method=method, mondays=mondays, event=event, before=other, compared=days.comparison is not None
    )


def matched(given: Sides) -> Matched:
    """Day beside day; what one side lacks the other leaves out."""
    before = given.before
    if given.method == "around":
        before = np.broadcast_to(_usual(before)[:, np.newaxis, :], given.event.shape)
    compared = 2 if given.compared else 1
    there = np.isfinite(given.event[:compared]).all(axis=0) & np.isfinite(before[:compared]).all(axis=0)
    there &= (there.sum(axis=1) >= LEAST_DAYS)[:, np.newaxis]
    event, other = (np.where(there, side, np.nan) for side in (given.event, before))
    return Matched(
        observed=event[0],
        reference=other[0],
        comparison=event[1] if given.compared else None,
        comparison_reference=other[1] if given.compared else None,
        weather=event[compared:] - other[compared:] if event.shape[0] > compared else None,
    )


def complete(pairs: Matched) -> int:
    """How many weeks of the event have both sides."""
    return int(np.isfinite(pairs.observed).any(axis=1).sum())


def _usual(weeks: Floats) -> Floats:
    """Mean of each weekday; not a number where no week has one."""
    there = np.isfinite(weeks)
    count = there.sum(axis=1)
    total = np.where(there, weeks, 0.0).sum(axis=1)
    found: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return found


def _rows(days: Days) -> list[Floats]:
    found = [days.values]
    if days.comparison is not None:
        found.append(days.comparison)
    return found if days.weather is None else [*found, *days.weather]


def _weeks(values: Floats, first: date, mondays: tuple[date, ...]) -> Floats:
    """Weeks × 7 from these Mondays; NaN outside of what is there."""
    found = np.full((len(mondays), 7), np.nan)
    for row, monday in enumerate(mondays):
        start = (monday - first).days
        low, high = max(start, 0), min(start + 7, values.size)
        if low < high:
            found[row, low - start : high - start] = values[low:high]
    return found
