# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which days are public holidays where the city lies; the roof says who knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_KNOWN: list[Callable[[int], frozenset[date]]] = []


def provide(holidays: Callable[[int], frozenset[date]]) -> None:
    """Say who knows the public holidays of a year."""
    _KNOWN[:] = [holidays]


def is_holiday(day: date) -> bool:
    """Whether this is a public holiday; false as long as nobody knows."""
    return any(day in holidays(day.year) for holidays in _KNOWN)
