# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A value compared with an earlier one: in percent where the scale has a zero, else as a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .amounts import Language, amount, decimals_for, percent, relative

Reference = Literal["before", "week", "year"]
_SAME_PERCENT = 1.0
"""Changes below are told as none [%]."""
_REFERENCES: dict[Language, dict[tuple[str, str], str]] = {
    "de": {
        ("before", "hour"): "in der Stunde davor",
        ("before", "day"): "am Tag davor",
        ("before", "week"): "in der Woche davor",
        ("before", "month"): "im Monat davor",
        ("before", "year"): "im Jahr davor",
        ("before", "range"): "im gleich langen Zeitraum davor",
        ("before", "latest"): "einen Tag zuvor",
        ("week", ""): "eine Woche zuvor",
        ("year", ""): "52 Wochen zuvor",
        ("year", "month"): "im gleichen Monat des Vorjahres",
        ("year", "year"): "im Jahr davor",
    },
    "en": {
        ("before", "hour"): "the hour before",
        ("before", "day"): "the day before",
        ("before", "week"): "the week before",
        ("before", "month"): "the month before",
        ("before", "year"): "the year before",
        ("before", "range"): "the equally long period before",
        ("before", "latest"): "one day earlier",
        ("week", ""): "one week earlier",
        ("year", ""): "52 weeks earlier",
        ("year", "month"): "the same month of the year before",
        ("year", "year"): "the year before",
    },
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """Two values of the same thing, in one unit."""

    now: float
    before: float
    unit: str
    ucum: str
    decimals: int
    counted: bool
    """Something is more or less, not higher or lower."""

    @property
    def percent(self) -> float | None:
        """Change in percent of the earlier value; null when that says nothing."""
        if self.before <= 0 or not relative(self.ucum):
            return None
        return (self.now - self.before) / self.before * 100

    @property
    def direction(self) -> int:
        """-1, 0 (about the same) or 1."""
        share = self.percent
        if share is not None:
            return 0 if abs(share) < _SAME_PERCENT else (1 if share > 0 else -1)
        moved = round(self.now - self.before, self.decimals)
        return (moved > 0) - (moved < 0)


def reference(to: Reference, period: str, language: Language) -> str:
    """What is compared with, e.g. ``in der Woche davor``."""
    known = _REFERENCES[language]
    return known.get((to, period)) or known.get((to, "")) or known[("before", "range")]


def change(told: Change, compared: str, language: Language) -> str:
    """``12 % mehr als in der Woche davor``, ``1,2 °C niedriger als einen Tag zuvor``."""
    if told.direction == 0:
        if language == "de":
            return f"etwa so {'viel' if told.counted else 'hoch'} wie {compared}"
        return f"about the same as {compared}"
    how = _HOW[language][(told.counted, told.direction)]
    than = "als" if language == "de" else "than"
    return f"{_size(told, language)} {how} {than} {compared}"


def plain_change(told: Change, compared: str) -> str:
    """In plain language: no percent, only more, less or the same."""
    if told.direction == 0:
        return f"Das ist etwa so {'viel' if told.counted else 'hoch'} wie {compared}."
    how = _HOW["de"][(told.counted, told.direction)]
    share = told.percent
    much = "viel " if share is not None and abs(share) >= 25 else ""
    return f"Das ist {much}{how} als {compared}."


_HOW: dict[Language, dict[tuple[bool, int], str]] = {
    "de": {(True, 1): "mehr", (True, -1): "weniger", (False, 1): "höher", (False, -1): "niedriger"},
    "en": {(True, 1): "more", (True, -1): "less", (False, 1): "higher", (False, -1): "lower"},
}


def _size(told: Change, language: Language) -> str:
    share = told.percent
    if share is not None:
        return percent(abs(share), language)
    moved = abs(told.now - told.before)
    if told.ucum == "%":
        points = "Prozentpunkte" if language == "de" else "percentage points"
        return amount(moved, points, max(told.decimals, 1), language)
    return amount(moved, told.unit, decimals_for(moved, told.decimals), language)
