# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public holidays: those that all German states have, and those of one state.

Basis: the holiday acts of the sixteen states and Art. 2 Abs. 2 EinigVtr (3 October), as the library
``holidays`` knows them; days that only a part of a state keeps are special days that a city enters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays.countries.germany import Germany

_STATES = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW",
    "09": "BY", "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip
"""The first two digits of a municipality key, and the state (ISO 3166-2:DE)."""


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A public holiday."""

    day: date
    title: str
    title_en: str


def is_holiday(day: date) -> bool:
    """Whether this is a public holiday in all of Germany."""
    return day in holidays(day.year)


@lru_cache(maxsize=200)
def holidays(year: int) -> frozenset[date]:
    """The nationwide holidays of a year: nine, in 2017 ten."""
    return frozenset(Germany(years=year))


@lru_cache(maxsize=200)
def holidays_of(municipality_key: str, year: int) -> tuple[Holiday, ...]:
    """The holidays of the state in which a municipality lies, in order; without a state nationwide ones."""
    state = _STATES.get(municipality_key[:2])
    german = Germany(subdiv=state, years=year, language="de")
    english = Germany(subdiv=state, years=year, language="en_US")
    return tuple(Holiday(day=day, title=german[day], title_en=english[day]) for day in sorted(german))
