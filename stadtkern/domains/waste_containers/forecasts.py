# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When a container will be full: straight lines through what it did between its emptyings.

Free of database and clock; levels in percent, rates in percent per day, times aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_SHORTEST = timedelta(hours=12)
"""A stretch must last so long before its rate says something."""
_LONGEST = timedelta(days=366)
"""Further ahead nothing is foretold."""
_LEAST_RATE = 0.1
"""Below this a container does not fill [% per day]."""


@dataclass(frozen=True, kw_only=True)
class Filling:
    """One stretch between two emptyings; a row of ``queries/fillings.sql``."""

    datastream_id: int
    stretch: int
    began: datetime
    ended: datetime
    newest_level: float
    rate: float | None
    """Null when there is a single hour."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """When a container reaches the level at which it is to be emptied; null: not within a year."""

    level: float
    at: datetime
    """Time of ``level``."""
    likely: datetime | None
    """At its usual rate."""
    earliest: datetime | None
    """At the fastest rate it has shown."""
    stretches: int
    """On how many stretches this rests; 0: nothing is foretold."""

    def due(self, until: datetime) -> bool:
        """Whether it is likely full by then."""
        return self.likely is not None and self.likely <= until

    def may_be_due(self, until: datetime) -> bool:
        """Whether it would be full by then at its fastest rate."""
        return self.earliest is not None and self.earliest <= until


def forecast(fillings: Sequence[Filling], *, empty_at: float) -> Forecast:
    """The forecast of one container from its stretches, oldest first (at least one).

    A container at or above ``empty_at`` [%] is full now, whatever its rates.
    """
    newest = fillings[-1]
    level, at = newest.newest_level, newest.ended
    if level >= empty_at:
        return Forecast(level=level, at=at, likely=at, earliest=at, stretches=len(fillings))
    rates = [(one.rate, (one.ended - one.began) / timedelta(days=1)) for one in fillings if _tells(one)]
    known = [(rate, days) for rate, days in rates if rate is not None]
    if not known:
        return Forecast(level=level, at=at, likely=None, earliest=None, stretches=0)
    usual = sum(rate * days for rate, days in known) / sum(days for _rate, days in known)
    fastest = max(rate for rate, _days in known)
    return Forecast(
        level=level,
        at=at,
        likely=_reached(empty_at - level, usual, at),
        earliest=_reached(empty_at - level, fastest, at),
        stretches=len(known),
    )


def _tells(one: Filling) -> bool:
    return one.rate is not None and one.ended - one.began >= _SHORTEST


def _reached(points: float, rate: float, since: datetime) -> datetime | None:
    if rate < _LEAST_RATE:
        return None
    ahead_days = points / rate
    return since + timedelta(days=ahead_days) if ahead_days <= _LONGEST.days else None
