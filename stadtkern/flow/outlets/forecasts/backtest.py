# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a forecast is worth: made again for past days, and compared with what was measured then.

The method is chosen on the earlier half of the days, errors and intervals are reported on the later half,
which it has not seen. Errors are means of absolute differences of whole hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .grid import Floats, Grid
from .profile import METHODS, Method, forecast, naive

EVERY_DAYS = 3
REACH_DAYS = 180
FEWEST_DAYS = 42
"""Six weeks: less says nothing about a weekly profile."""
_FEWEST_ORIGINS = 6
_EDGES = (0.05, 0.95)
_RARE = (0.002, 0.998)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How far measured values lie from a forecast, per day ahead; in roots of the forecast for counts."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    rare_low: tuple[float, ...]
    rare_high: tuple[float, ...]
    """Edges that two values in a thousand lie beyond."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """The outcome of a back-test."""

    method: Method
    error: float
    """Mean absolute error, in the unit of the values."""
    naive_error: float
    """The same of: as in the week before."""
    inside: float
    """Share of measured values within the interval, which is to hold nine of ten."""
    origins: int
    """How many forecasts were compared."""
    spread: Spread

    @property
    def gain(self) -> float:
        """By which share the error is smaller than that of the naive forecast; negative: larger."""
        return 1 - self.error / self.naive_error if self.naive_error > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Band:
    """A forecast with its edges, shape (days, 24)."""

    expected: Floats
    low: Floats
    high: Floats


def worth(grid: Grid, *, days: int, counted: bool) -> Worth | None:
    """The best method and what it is worth; null when there are too few days for a judgement."""
    origins = _origins(grid, days)
    if len(origins) < _FEWEST_ORIGINS:
        return None
    earlier, later = origins[: len(origins) // 2], origins[len(origins) // 2 :]
    candidates = [one for one in METHODS if counted or one.level != "ratio"]
    scored = [(_error(grid, earlier, days, one), one) for one in candidates]
    known = [(error, one) for error, one in scored if error is not None]
    if not known:
        return None
    method = min(known, key=lambda pair: pair[0])[1]
    error, naive_error = _error(grid, later, days, method), _error(grid, later, days, None)
    if error is None or naive_error is None:
        return None
    spread = _spread(grid, earlier, days, method, counted=counted)
    return Worth(
        method=method,
        error=error,
        naive_error=naive_error,
        inside=_inside(grid, later, days, Judge(method=method, spread=spread, counted=counted)),
        origins=len(later),
        spread=spread,
    )


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Makes forecasts with edges, by a method and its spread."""

    method: Method
    spread: Spread
    counted: bool

    def band(self, grid: Grid, origin: int, days: int, *, rare: bool = False) -> Band:
        """The forecast of these days with its interval; counts are never below zero."""
        expected = forecast(grid, origin, days, self.method)
        low, high = self.spread.low, self.spread.high
        if rare:
            low, high = self.spread.rare_low, self.spread.rare_high
        size = _size(expected, counted=self.counted)
        edges = [
            expected + np.array([side[min(day, len(side) - 1)] for day in range(days)])[:, None] * size
            for side in (low, high)
        ]
        if not self.counted:
            return Band(expected=expected, low=edges[0], high=edges[1])
        bounded = [np.maximum(one, 0.0) for one in (expected, *edges)]
        return Band(expected=bounded[0], low=bounded[1], high=bounded[2])


def _origins(grid: Grid, days: int) -> list[int]:
    """Days at which a forecast is tried, oldest first."""
    last = grid.days - days
    first = max(FEWEST_DAYS, last - REACH_DAYS)
    return list(range(last, first - 1, -EVERY_DAYS))[::-1]


def _error(grid: Grid, origins: Sequence[int], days: int, method: Method | None) -> float | None:
    """Mean absolute error over hours that both this and the naive forecast know; null without any."""
    found = [_differences(grid, origin, days, method) for origin in origins]
    every = np.concatenate(found) if found else np.empty(0)
    return float(np.abs(every).mean()) if len(every) else None


def _differences(grid: Grid, origin: int, days: int, method: Method | None) -> Floats:
    measured, before = grid.values[origin : origin + days], naive(grid, origin, days)
    made = before if method is None else forecast(grid, origin, days, method)
    known = np.isfinite(measured) & np.isfinite(made) & np.isfinite(before)
    differences: Floats = (measured - made)[known]
    return differences


def _spread(grid: Grid, origins: Sequence[int], days: int, method: Method, *, counted: bool) -> Spread:
    distances = [_distances(grid, origins, ahead, method, counted=counted) for ahead in range(days)]
    edges = [np.quantile(one, [*_EDGES, *_RARE]) if len(one) else np.zeros(4) for one in distances]
    low, high, rare_low, rare_high = (tuple(float(edge[n]) for edge in edges) for n in range(4))
    return Spread(low=low, high=high, rare_low=rare_low, rare_high=rare_high)


def _distances(grid: Grid, origins: Sequence[int], ahead: int, method: Method, *, counted: bool) -> Floats:
    found = []
    for origin in origins:
        made = forecast(grid, origin, ahead + 1, method)[ahead]
        measured = grid.values[origin + ahead]
        known = np.isfinite(made) & np.isfinite(measured)
        found.append(((measured - made) / _size(made, counted=counted))[known])
    return np.concatenate(found) if found else np.empty(0)


def _size(made: Floats, *, counted: bool) -> Floats:
    """What differences are measured in: counts spread with the root of their size and a little more."""
    if not counted:
        return np.ones_like(made)
    size: Floats = np.maximum(np.where(np.isfinite(made), made, 0.0), 1.0) ** 0.75
    return size


def _inside(grid: Grid, origins: Sequence[int], days: int, judge: Judge) -> float:
    hits: list[float] = []
    for origin in origins:
        band, measured = judge.band(grid, origin, days), grid.values[origin : origin + days]
        known = np.isfinite(measured) & np.isfinite(band.expected)
        hits.extend(((measured >= band.low) & (measured <= band.high))[known].tolist())
    return float(np.mean(hits)) if hits else 0.0
