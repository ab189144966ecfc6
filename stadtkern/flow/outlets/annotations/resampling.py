# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How sure an effect is: weeks are drawn again and again, in blocks, and the effect is computed anew.

Circular block bootstrap (Politis and Romano 1992) with a fixed seed, so that the same data give the same
interval; percentile intervals expanded for few weeks (Hesterberg 2015, section 5.3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from stadtkern.flow.outlets.series.words import Floats, Int64s

from .estimating import Estimate
from .matching import Matched, Sides, complete, matched

REPEATS = 1_000
_SEED = 2026


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A change per day with its 95 % confidence interval."""

    observed: float
    """Mean per day during the event."""
    expected: float
    """Mean per day without it, as the comparison suggests."""
    difference: float
    low: float
    high: float
    percent: float | None
    """Of what was to be expected; null where percents say nothing (temperatures, negative values)."""
    percent_low: float | None = None
    percent_high: float | None = None
    days: int = 0

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def effect(given: Sides, relative: bool, estimate: Callable[[Matched, bool], Estimate]) -> Effect:
    """The estimate with its interval."""
    pairs = matched(given)
    found = estimate(pairs, relative)
    chance = np.random.default_rng(_SEED)
    drawn = [estimate(_redrawn(given, pairs, chance), relative) for _ in range(REPEATS)]
    tail = _tail(_number_of_blocks(complete(pairs)))
    low, high = _quantiles([one.difference for one in drawn], tail)
    least, most = _quantiles([one.percent for one in drawn], tail) if relative else (None, None)
    return Effect(
        observed=found.observed,
        expected=found.expected,
        difference=found.difference,
        low=low,
        high=high,
        percent=found.percent if relative else None,
        percent_low=least,
        percent_high=most,
        days=found.days,
    )


def _redrawn(given: Sides, pairs: Matched, chance: np.random.Generator) -> Matched:
    """As it might have been: weeks drawn in blocks; without pairs the reference is drawn as well."""
    if given.method == "year":
        return pairs.taken(_drawn(pairs.weeks, chance))
    before = given.before[:, _drawn(given.before.shape[1], chance)]
    return matched(replace(given, event=given.event[:, _drawn(given.event.shape[1], chance)], before=before))


def _drawn(weeks: int, chance: np.random.Generator) -> Int64s:
    """Numbers of weeks as blocks of neighbouring ones; the last neighbours the first."""
    starts = chance.integers(0, weeks, size=_number_of_blocks(weeks))
    found = (starts[:, np.newaxis] + np.arange(_length(weeks))) % weeks
    return found.ravel()[:weeks].astype(np.int64)


def _length(weeks: int) -> int:
    """Weeks of a block: neighbouring weeks resemble each other."""
    return max(1, round(float(weeks ** (1 / 3))))


def _number_of_blocks(weeks: int) -> int:
    return -(-weeks // _length(weeks))


def _tail(blocks: int) -> float:
    """Share left out at each end; below 2.5 % with few blocks, as Student's t is wider than Gauss's."""
    free = max(blocks - 1, 3)
    z = NormalDist().inv_cdf(0.975)
    t = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return NormalDist().cdf(-t * ((free + 1) / free) ** 0.5)


def _quantiles(values: list[float], tail: float) -> tuple[float, float]:
    every: Floats = np.array(values)
    known = every[np.isfinite(every)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.quantile(known, (tail, 1 - tail))
    return float(low), float(high)
