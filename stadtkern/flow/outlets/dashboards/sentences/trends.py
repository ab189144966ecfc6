# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether values rise or fall over time, without assuming how they are distributed.

Seasonal Mann-Kendall test with Theil-Sen slope (Hirsch, Slack and Smith 1982, doi:10.1029/WR018i001p00107):
only values of the same season (weekday, month) are compared with each other, so that neither a weekend nor a
winter looks like a trend. Values that follow each other are alike, hence the strict level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
FEWEST = 10
"""With fewer values nothing is said."""
LEVEL = 0.01
"""Chance at which a trend is found where there is none; two-sided."""
_MOST = 1500
"""Values that are compared pairwise; of more, the newest."""


@dataclass(frozen=True, kw_only=True)
class Trend:
    """What is known about rising and falling."""

    slope: float
    """Change from one step to the next, median over all pairs of a season."""
    chance: float
    """Probability of a result like this without any trend."""
    steps: int

    @property
    def clear(self) -> bool:
        """Whether it is more than chance."""
        return self.chance < LEVEL and self.slope != 0


def trend(values: Floats, seasons: Sequence[int] | None = None) -> Trend | None:
    """The trend of values in the order of time (not a number: a gap); null when there are too few.

    ``seasons`` holds a number per value: only values with the same one are compared.
    """
    values = np.asarray(values, dtype=np.float64)[-_MOST:]
    labels = np.zeros(len(values), dtype=np.int64) if seasons is None else np.asarray(seasons)[-_MOST:]
    known = np.isfinite(values)
    if int(known.sum()) < FEWEST:
        return None
    score, variance, slopes = 0.0, 0.0, []
    for season in np.unique(labels[known]):
        at = np.flatnonzero(known & (labels == season)).astype(np.int64)
        one, spread, steep = _of_season(at, values[at])
        score, variance = score + one, variance + spread
        slopes.append(steep)
    steep = np.concatenate(slopes) if slopes else np.empty(0)
    if not len(steep):
        return None
    return Trend(slope=float(np.median(steep)), chance=_chance(score, variance), steps=int(known.sum()))


def _of_season(at: Int64s, values: Floats) -> tuple[float, float, Floats]:
    """Score, its variance (with correction for ties) and the slopes of all pairs."""
    n = len(at)
    first, second = np.triu_indices(n, k=1)
    rises = values[second] - values[first]
    _, ties = np.unique(values, return_counts=True)
    spread = float(n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return float(np.sign(rises).sum()), spread, rises / (at[second] - at[first])


def _chance(score: float, variance: float) -> float:
    if variance <= 0:
        return 1.0
    z = (abs(score) - 1) / math.sqrt(variance) if score else 0.0
    return math.erfc(max(z, 0.0) / math.sqrt(2))
