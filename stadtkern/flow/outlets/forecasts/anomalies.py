# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hours that stand out: measured far from what the days before let expect, with the reason in a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .backtest import Judge
from .grid import HOURS, Grid

Reason = Literal["silent", "above", "below"]
_SILENT_HOURS = 3
"""So many hours of nothing in a row, where something was to be expected, look like a broken counter."""


@dataclass(frozen=True, kw_only=True)
class Oddity:
    """One hour beside its expectation."""

    day: int
    hour: int
    value: float
    expected: float
    low: float
    high: float
    score: float
    """Distance from the expectation in widths of the rare interval: beyond 1 or -1 it stands out."""
    reason: Reason | None
    """Null: ordinary."""


def oddities(grid: Grid, first: int, judge: Judge) -> list[Oddity]:
    """All measured hours from row ``first`` on, each judged from the days before its own."""
    return [one for day in range(first, grid.days) for one in _of_day(grid, day, judge)]


def _of_day(grid: Grid, day: int, judge: Judge) -> list[Oddity]:
    band = judge.band(grid, day, 1, rare=True)
    found = []
    for hour in range(HOURS):
        value, expected = float(grid.values[day, hour]), float(band.expected[0, hour])
        if not (np.isfinite(value) and np.isfinite(expected)):
            continue
        low, high = float(band.low[0, hour]), float(band.high[0, hour])
        score = _score(value, expected, low, high)
        found.append(
            Oddity(
                day=day,
                hour=hour,
                value=value,
                expected=expected,
                low=low,
                high=high,
                score=score,
                reason=_reason(grid, day, hour, score, counted=judge.counted),
            )
        )
    return found


def _score(value: float, expected: float, low: float, high: float) -> float:
    width = high - expected if value >= expected else expected - low
    if width > 0:
        return round((value - expected) / width, 3)
    return 0.0 if value == expected else float(np.sign(value - expected)) * 2.0


def _reason(grid: Grid, day: int, hour: int, score: float, *, counted: bool) -> Reason | None:
    if abs(score) <= 1:
        return None
    if score > 0:
        return "above"
    flat = grid.values.reshape(-1)[: day * HOURS + hour + 1][-_SILENT_HOURS:]
    return "silent" if counted and len(flat) == _SILENT_HOURS and not flat.any() else "below"
