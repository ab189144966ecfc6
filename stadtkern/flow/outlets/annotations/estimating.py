# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What matched weeks say by themselves: what was to be expected, and how far it differs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stadtkern.flow.outlets.series.words import Floats

from .matching import Matched


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Means per day; NaN without any day."""

    observed: float
    expected: float
    difference: float
    days: int
    slopes: tuple[float, ...] = ()
    """Change per unit of each weather series."""

    @property
    def percent(self) -> float:
        """Difference in percent of what was expected; NaN when that is nothing or less."""
        return 100 * self.difference / self.expected if self.expected > 0 else float("nan")


def expected(pairs: Matched, relative: bool) -> Floats:
    """What each day would have had without the event; shape (weeks, 7)."""
    if pairs.comparison is None or pairs.comparison_reference is None:
        return pairs.reference
    now, before = sums(pairs.comparison), sums(pairs.comparison_reference)
    if relative:
        found: Floats = pairs.reference * _quotient(now, before)[:, np.newaxis]
    else:
        days = np.isfinite(pairs.comparison).sum(axis=1).astype(np.float64)
        found = pairs.reference + _quotient(now - before, days)[:, np.newaxis]
    return found


def plainly(pairs: Matched, relative: bool) -> Estimate:
    """The mean difference of the matched days."""
    wanted = expected(pairs, relative)
    there = np.isfinite(wanted)
    return _estimate(pairs.observed[there], wanted[there])


def at_equal_weather(pairs: Matched, relative: bool) -> Estimate:
    """Least squares of the daily differences on those of the weather: the intercept is the effect."""
    if pairs.weather is None:
        return plainly(pairs, relative)
    wanted = expected(pairs, relative)
    there = np.isfinite(wanted) & np.isfinite(pairs.weather).all(axis=0)
    plain = _estimate(pairs.observed[there], wanted[there])
    if not plain.days:
        return plain
    causes = np.column_stack([np.ones(plain.days), *(one[there] for one in pairs.weather)])
    solved = np.linalg.lstsq(causes, pairs.observed[there] - wanted[there], rcond=None)[0]
    return Estimate(
        observed=plain.observed,
        expected=plain.expected,
        difference=float(solved[0]),
        days=plain.days,
        slopes=tuple(float(slope) for slope in solved[1:]),
    )


def scales(pairs: Matched) -> bool:
    """Whether percents make sense: nothing negative, and something there to compare with."""
    given = (pairs.observed, pairs.reference, pairs.comparison, pairs.comparison_reference)
    known = [one for one in given if one is not None]
    return all(bool(np.nanmin(one) >= 0 and np.nansum(one) > 0) for one in known)


def sums(weeks: Floats) -> Floats:
    """Sum of each week over the days that are there."""
    found: Floats = np.where(np.isfinite(weeks), weeks, 0.0).sum(axis=1)
    return found


def means(weeks: Floats) -> Floats:
    """Mean of each week over the days that are there; NaN without any."""
    return _quotient(sums(weeks), np.isfinite(weeks).sum(axis=1).astype(np.float64))


def _estimate(observed: Floats, wanted: Floats) -> Estimate:
    if not observed.size:
        return Estimate(observed=np.nan, expected=np.nan, difference=np.nan, days=0)
    return Estimate(
        observed=float(observed.mean()),
        expected=float(wanted.mean()),
        difference=float((observed - wanted).mean()),
        days=int(observed.size),
    )


def _quotient(above: Floats, below: Floats) -> Floats:
    """NaN where nothing lies below."""
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found
