# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public holidays that all German states have; those of one state are special days that a city enters.

Basis: the holiday acts of the sixteen states and Art. 2 Abs. 2 EinigVtr (3 October).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
_AROUND_EASTER = (-2, 1, 39, 50)
"""Good Friday, Easter Monday, Ascension, Whit Monday [days after Easter Sunday]."""


def is_holiday(day: date) -> bool:
    """Whether this is a public holiday in all of Germany."""
    return day in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    """The nine nationwide holidays of a year."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in _AROUND_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in _FIXED})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss, with Lichtenberg's completion)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    solar = 2 - (3 * century + 3) // 4
    metonic = year % 19
    phase = (19 * metonic + moon) % 30
    correction = (phase + metonic // 11) // 29
    limit = 21 + phase - correction
    sunday = 7 - (year + year // 4 + solar) % 7
    return date(year, 3, 1) + timedelta(days=limit + 7 - (limit - sunday) % 7 - 1)
