# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecast of hourly values from the weeks before: a weekly (or daily) profile, moved to the present level.

The profile of an hour is the mean of the same weekday and hour of the last eight weeks, a week counting three
quarters of the one after it. Public holidays take the profile of Sundays and are left out of that of other
days. Counts are scaled to the level of the last three days, levels are shifted to that of the last day; both
fade with the distance. Nothing is learnt that nobody can recompute by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .grid import Flags, Floats, Grid

WEEKS = 8
MOST_DAYS = 7
"""Further ahead than a week the same weekday of last week is not known yet."""
_SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Method:
    """How a profile is made and moved."""

    key: str
    decay: float = 0.75
    """Weight of a week relative to the one after it."""
    level: Literal["ratio", "shift", "none"] = "ratio"
    strength: float = 0.5
    """Exponent (ratio) or share (shift) of the level on the first day."""
    fade: float = 0.9
    """By which the strength shrinks per day."""
    daily: bool = False
    """Every day alike: no difference between weekdays."""


METHODS = (
    Method(key="week-ratio"),
    Method(
        key="week-shift",
        level="shift",
        strength=0.8,
        fade=0.7,
    ),
    Method(
        key="day-shift",
        level="shift",
        strength=0.9,
        fade=0.8,
        decay=0.85,
        daily=True,
    ),
    Method(key="week", level="none"),
)


def forecast(grid: Grid, origin: int, days: int, method: Method) -> Floats:
    """Values of ``days`` days from row ``origin`` on, from the rows before it; shape (days, 24).

    An hour of which nothing is known is NaN. At most seven days.
    """
    made = np.stack([_profile(grid, origin + ahead, origin, method) for ahead in range(days)])
    if method.level == "ratio":
        ratio = _ratio(grid, origin, method)
        powers = method.strength * method.fade ** np.arange(days)
        return made * ratio ** powers[:, None]
    if method.level == "shift":
        share = method.strength * method.fade ** np.arange(days)
        return made + _shift(grid, origin, method) * share[:, None]
    return made


def naive(grid: Grid, origin: int, days: int) -> Floats:
    """The same hours a week earlier: what any forecast must beat."""
    return grid.values[origin - MOST_DAYS : origin - MOST_DAYS + days]


def _profile(grid: Grid, day: int, origin: int, method: Method) -> Floats:
    """Weighted mean of the days that are like this one and lie before ``origin``."""
    like = _alike(grid, day, origin, method)
    if not like:
        return np.full(24, np.nan)
    return _weighted(grid.values[like], np.power(method.decay, np.arange(len(like), dtype=np.float64)))


def _alike(grid: Grid, day: int, origin: int, method: Method) -> list[int]:
    """Earlier days with the same profile, the newest first."""
    if method.daily:
        return [n for n in range(origin - 1, max(origin - 1 - WEEKS, -1), -1) if n >= 0]
    weekday = _SUNDAY if grid.holidays[day] else grid.weekday(day)
    back = (grid.weekday(origin - 1) - weekday) % 7
    same = range(origin - 1 - back, -1, -7)
    plain = [n for n in same if weekday == _SUNDAY or not grid.holidays[n]]
    return plain[:WEEKS]


def _weighted(rows: Floats, weights: Floats) -> Floats:
    known = np.isfinite(rows)
    weight = (known * weights[:, None]).sum(0)
    total = (np.where(known, rows, 0.0) * weights[:, None]).sum(0)
    mean: Floats = np.divide(total, weight, out=np.full(rows.shape[1], np.nan), where=weight > 0)
    return mean


def _ratio(grid: Grid, origin: int, method: Method) -> float:
    """How the last three ordinary days compare with their profile; 1 when nothing can be said."""
    ratios = [found for day in _ordinary(grid, origin, 3) if (found := _ratio_of(grid, day, method))]
    return float(np.clip(np.mean(ratios), 0.2, 5.0)) if ratios else 1.0


def _ratio_of(grid: Grid, day: int, method: Method) -> float | None:
    measured, usual, known = _compared(grid, day, method)
    total = float(usual[known].sum())
    return float(measured[known].sum()) / total if known.sum() >= 12 and total > 0 else None


def _shift(grid: Grid, origin: int, method: Method) -> float:
    """By how much the last day is above its profile; 0 when nothing can be said."""
    for day in _ordinary(grid, origin, 1):
        measured, usual, known = _compared(grid, day, method)
        if known.sum() >= 6:
            return float((measured - usual)[known].mean())
    return 0.0


def _compared(grid: Grid, day: int, method: Method) -> tuple[Floats, Floats, Flags]:
    measured, usual = grid.values[day], _profile(grid, day, day, method)
    return measured, usual, np.isfinite(measured) & np.isfinite(usual)


def _ordinary(grid: Grid, origin: int, most: int) -> list[int]:
    """The last days before ``origin`` that are no holidays, within a week."""
    days = [n for n in range(origin - 1, max(origin - 8, 0), -1) if not grid.holidays[n]]
    return days[:most]
