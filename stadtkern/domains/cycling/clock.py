# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Civil time of Germany without offset, as whole columns: to UTC, the two days of clock change made explicit.

Works on numpy arrays of minutes since 1970-01-01 00:00 and needs no time zone database of the operating
system (``zoneinfo`` falls back to the package ``tzdata``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Minutes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_BERLIN = ZoneInfo("Europe/Berlin")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil time is meant
_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Civil:
    """Civil times of a file read as UTC."""

    utc: Minutes
    """Minutes since 1970-01-01 00:00 UTC; in the hour that comes twice: of the pass the row belongs to."""
    missing: Mask
    """True where the clock never showed that time (spring)."""
    only_pass: Mask
    """True in the hour that the clock shows twice (autumn) when the file goes through it only once."""


def civil_times(local: Minutes) -> Civil:
    """Rows of a file in their order, Europe/Berlin without offset, as UTC.

    In autumn the second pass through the doubled hour begins where the clock goes back inside that hour.
    """
    if not local.size:
        nothing = np.zeros(0, np.bool_)
        return Civil(utc=local, missing=nothing, only_pass=nothing)
    hours = local // _HOUR
    first = int(hours.min())
    offsets, holes, doubles = _hours(first, int(hours.max()) - first + 1)
    at = hours - first
    second, only = _passes(local, doubles[at])
    return Civil(utc=local - offsets[at] + np.where(second, _HOUR, 0), missing=holes[at], only_pass=only)


def _passes(local: Minutes, twice: Mask) -> tuple[Mask, Mask]:
    """Rows of a second pass through the doubled hour, and rows of an hour that has one pass only."""
    second = np.zeros(local.size, np.bool_)
    only = np.zeros(local.size, np.bool_)
    for hour in np.unique(local[twice] // _HOUR):
        rows = np.flatnonzero(twice & (local // _HOUR == hour))
        back = np.flatnonzero(np.diff(local[rows]) <= 0)
        if back.size:
            second[rows[back[0] + 1 :]] = True
        else:
            only[rows] = True
    return second, only


@lru_cache(maxsize=512)
def _hours(first: int, number: int) -> tuple[Minutes, Mask, Mask]:
    """Offset [min], hole and doubling of consecutive civil hours."""
    offsets = np.empty(number, np.int64)
    holes = np.zeros(number, np.bool_)
    doubles = np.zeros(number, np.bool_)
    for i in range(number):
        naive = _EPOCH + timedelta(hours=first + i)
        early = naive.replace(tzinfo=_BERLIN).utcoffset() or timedelta()
        late = naive.replace(tzinfo=_BERLIN, fold=1).utcoffset() or timedelta()
        offsets[i] = early // timedelta(minutes=1)
        holes[i] = late > early
        doubles[i] = late < early
    return offsets, holes, doubles
