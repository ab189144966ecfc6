# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions that look at neighbouring steps: moving means, running totals, differences, shares."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from stadtkern.kernel.errors import LimitExceeded

from .curves import Curve
from .grids import MOST_EDGES, Grid, about_s, length_s, widened
from .tree import Length
from .words import Floats

ENOUGH: Final = 0.8
"""Share of the steps of a window that must have values for its mean to be one."""


def steps_of(length: Length, grid: Grid) -> int:
    """How many steps a span has on this grid, at least one."""
    return max(round(length_s(length) / about_s(grid.interval)), 1)


def before(grid: Grid, steps: int) -> Grid:
    """The grid with earlier steps before it.

    Raises:
        LimitExceeded: too many.
    """
    if grid.steps + steps > MOST_EDGES:
        raise LimitExceeded("Das Zeitfenster hat zu viele Schritte. Wählen Sie längere Schritte.")
    return widened(grid, steps)


def moving_mean(curve: Curve, steps: int) -> Curve:
    """The mean of each step and those before it; a gap where less than four fifths of them have values."""
    present = ~np.isnan(curve.values)
    sums = _windows(np.where(present, curve.values, 0.0), steps)
    number = _windows(present.astype(np.float64), steps)
    with np.errstate(all="ignore"):
        values = np.where(number >= max(ENOUGH * steps, 1), sums / number, np.nan)
        known = ~np.isnan(curve.coverage)
        coverage = _windows(np.where(known, curve.coverage, 0.0), steps) / _windows(
            known.astype(np.float64), steps
        )
    withheld = _windows(curve.withheld.astype(np.float64), steps) > 0
    values[withheld] = np.nan
    return replace(curve, values=values, coverage=coverage, withheld=withheld, total=_mean(values))


def cumulative(curve: Curve) -> Curve:
    """The running total; a gap adds nothing and is one itself, and everything after it is less complete."""
    known = ~np.isnan(curve.coverage)
    number = np.maximum(np.cumsum(known), 1)
    coverage = np.where(known, np.cumsum(np.where(known, curve.coverage, 0.0)) / number, np.nan)
    withheld = np.cumsum(curve.withheld) > 0
    values = np.where(np.isnan(curve.values), np.nan, np.nancumsum(curve.values))
    return replace(curve, values=np.where(withheld, np.nan, values), coverage=coverage, withheld=withheld)


def difference(curve: Curve) -> Curve:
    """Each step minus the one before; the first step of the given curve only serves the second."""
    values = np.diff(curve.values)
    present = curve.values[~np.isnan(curve.values)]
    withheld = curve.withheld[1:] | curve.withheld[:-1]
    return replace(
        curve,
        values=values,
        coverage=np.fmin(curve.coverage[1:], curve.coverage[:-1]),
        withheld=withheld,
        total=float(present[-1] - present[0]) if len(present) > 1 and not withheld.any() else np.nan,
    )


def share(curve: Curve) -> Curve:
    """Of steps that are 0 or 100 the whole is their mean."""
    return replace(curve, total=_mean(curve.values))


def _mean(values: Floats) -> float:
    present = values[~np.isnan(values)]
    return float(present.mean()) if len(present) else np.nan


def _windows(values: Floats, steps: int) -> Floats:
    """Sums of each window that lies wholly within."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    found: Floats = sums[steps:] - sums[:-steps]
    return found
