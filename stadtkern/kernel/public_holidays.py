# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public holidays of a German state, or those that all states have (library ``holidays``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from holidays.countries.germany import Germany

STATES: Mapping[str, str] = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW",
    "09": "BY", "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip
"""Letters of a state by the first two digits of a municipality key (AGS)."""
_STATE: list[Callable[[], str]] = []


def provide(municipality_key: Callable[[], str]) -> None:
    """Say who knows the key of the municipality; its first two digits are the state."""
    _STATE[:] = [municipality_key]


def holiday(day: date) -> str:
    """German name of the public holiday where the city lies; empty: an ordinary day."""
    state = STATES.get(_STATE[0]()[:2], "") if _STATE else ""
    return names(day.year, state).get(day, "")


@cache
def names(year: int, state: str = "") -> Mapping[date, str]:
    """The public holidays of a year by day; without a state those that all have."""
    return dict(Germany(years=year, subdiv=state or None, language="de"))
