# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a line over time says: how much, when most and least, whether it rises, against which earlier time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from . import dates, trends
from .amounts import Language, amount, decimals_for, percent
from .changes import Change, change, plain_change
from .trends import Floats, Int64s

ENOUGH = 0.95
"""Share of the expected values from which on a step counts as complete."""
ENOUGH_FOR_TREND = 0.8
_WORTH_TELLING = 5.0
"""A trend that moves values by less over the whole range is told as none [%]."""
_DAILY = ("day", "week", "month", "year")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A line, as far as a sentence needs it."""

    name: str
    starts: Int64s
    """[us since 1970, UTC]"""
    ends: Int64s
    values: Floats
    """Not a number in a gap."""
    coverage: Floats
    """Share of expected values per step; not a number: nothing is expected."""
    unit: str
    ucum: str
    decimals: int
    step: dates.StepUnit
    counted: bool
    """Sums of what is counted; else levels."""
    total: float | None = None
    """Over the whole range."""
    share: float | None = None
    """Of the expected values of the whole range; null: nothing is expected."""
    before: Change | None = None
    compared: str = ""
    """With what, in words."""


@dataclass(frozen=True, kw_only=True)
class _Extreme:
    value: float
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class _Sides:
    top: _Extreme | None = None
    bottom: _Extreme | None = None
    whole: int = 0
    """Complete steps."""
    partial: int = 0
    empty: int = 0


def sentence(told: Told, language: Language, *, plain: bool = False) -> str:
    """What the line says; empty when there is nothing to say."""
    if not np.isfinite(told.values).any():
        return ""
    sides = _sides(told)
    if plain and language == "de":
        return " ".join(part for part in _plain_parts(told, sides) if part)
    parts = (
        _amount_part(told, language),
        _extremes_part(told, sides, language),
        _trend_part(told, language),
        _caveat_part(told, sides, language),
    )
    return " ".join(part for part in parts if part)


def whole_steps(coverage: Floats, values: Floats) -> Floats:
    """Values of complete steps only; those of others become gaps."""
    partial = np.isfinite(coverage) & (coverage < ENOUGH)
    return np.where(partial, np.nan, values)


def _sides(told: Told) -> _Sides:
    whole = whole_steps(told.coverage, told.values)
    known = np.flatnonzero(np.isfinite(whole))
    partial = int((np.isfinite(told.values) & ~np.isfinite(whole)).sum())
    empty = int((~np.isfinite(told.values)).sum())
    if not len(known):
        return _Sides(partial=partial, empty=empty)
    top, bottom = int(known[np.argmax(whole[known])]), int(known[np.argmin(whole[known])])
    return _Sides(
        top=_extreme(told, top),
        bottom=_extreme(told, bottom),
        whole=len(known),
        partial=partial,
        empty=empty,
    )


def _extreme(told: Told, at: int) -> _Extreme:
    return _Extreme(value=float(told.values[at]), start=_moment(told.starts[at]), end=_moment(told.ends[at]))


def _moment(us: np.int64) -> datetime:
    return datetime.fromtimestamp(int(us) / 1_000_000, UTC)


def _range(told: Told) -> tuple[datetime, datetime]:
    """From the first to the last step with a value: nothing is said of the time before and after."""
    known = np.flatnonzero(np.isfinite(told.values))
    return _moment(told.starts[known[0]]), _moment(told.ends[known[-1]])


def _said(value: float, told: Told, language: Language) -> str:
    return amount(value, told.unit, decimals_for(value, told.decimals), language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount_part(told: Told, language: Language) -> str:
    """How much there was, and against what."""
    if told.total is None:
        return ""
    said, span = _said(told.total, told, language), _capital(dates.during(*_range(told), language))
    if np.isfinite(told.values).sum() == 1 and len(told.values) > 1:
        when = _capital(dates.when(*_range(told), told.step, language))
        only = "Es gibt erst einen Wert" if language == "de" else "There is only one value yet"
        return f"{only}: {said}, {when[:1].lower()}{when[1:]}."
    if language == "de":
        how = f"{span} waren es {'zusammen' if told.counted else 'im Mittel'} {said}"
    else:
        how = f"{span}, there were {said} in total" if told.counted else f"{span}, the mean was {said}"
    if told.before is not None:
        how += f", {change(told.before, told.compared, language)}"
    return f"{how}."


def _extremes_part(told: Told, sides: _Sides, language: Language) -> str:
    top, bottom = sides.top, sides.bottom
    if top is None or bottom is None or sides.whole < 3 or top.value == bottom.value:
        return ""
    high, low = (
        f"{dates.when(one.start, one.end, told.step, language)} ({_said(one.value, told, language)})"
        for one in (top, bottom)
    )
    if language == "de":
        words = (
            ("Am meisten waren es", "am wenigsten")
            if told.counted
            else ("Am höchsten war es", "am niedrigsten")
        )
        return f"{words[0]} {high}, {words[1]} {low}."
    words = ("Most were counted", "fewest") if told.counted else ("It was highest", "lowest")
    return f"{words[0]} {high}, {words[1]} {low}."


def _trend_part(told: Told, language: Language) -> str:
    share = _moved(told)
    if share is None:
        return ""
    if share == 0:
        return "Ein klarer Trend ist nicht zu erkennen." if language == "de" else "There is no clear trend."
    size = percent(abs(share), language)
    if language == "de":
        verb = "nehmen zu" if share > 0 else "nehmen ab"
        return f"Die Werte {verb}: über den Zeitraum um etwa {size}."
    return f"Values {'rise' if share > 0 else 'fall'}: by about {size} over the period."


def _moved(told: Told) -> float | None:
    """By how much values move over the range [%]: 0 without a clear trend, null when nothing can be said."""
    if told.step not in _DAILY or (told.share is not None and told.share < ENOUGH_FOR_TREND):
        return None
    whole = whole_steps(told.coverage, told.values)
    found = trends.trend(whole, _seasons(told))
    middle = float(np.nanmedian(whole)) if np.isfinite(whole).any() else 0.0
    if found is None or middle <= 0 or np.isfinite(whole).mean() < ENOUGH_FOR_TREND:
        return None
    share = found.slope * (len(whole) - 1) / middle * 100
    return share if found.clear and abs(share) >= _WORTH_TELLING else 0.0


def _seasons(told: Told) -> list[int] | None:
    """Weekdays of days and months of months: only equals are compared, when there are two of each."""
    if told.step not in ("day", "month"):
        return None
    there = [dates.local(_moment(us)) for us in told.starts]
    seasons = [at.weekday() if told.step == "day" else at.month for at in there]
    return seasons if len(seasons) >= (14 if told.step == "day" else 24) else None


def _caveat_part(told: Told, sides: _Sides, language: Language) -> str:
    if told.share is not None and told.share < ENOUGH:
        gone = percent((1 - told.share) * 100, language)
        return (
            f"{gone} der erwarteten Werte fehlen."
            if language == "de"
            else f"{gone} of the expected values are missing."
        )
    if not sides.empty:
        return ""
    steps = len(told.values)
    if language == "de":
        return (
            f"Für {sides.empty} von {steps} {_STEPS['de'].get(told.step, 'Schritten')} gibt es keine Werte."
        )
    return f"There are no values for {sides.empty} of {steps} {_STEPS['en'].get(told.step, 'steps')}."


_STEPS: dict[Language, dict[str, str]] = {
    "de": {
        "": "Schritten",
        "hour": "Stunden",
        "day": "Tagen",
        "week": "Wochen",
        "month": "Monaten",
        "year": "Jahren",
    },
    "en": {"": "steps", "hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years"},
}


def _plain_parts(told: Told, sides: _Sides) -> list[str]:
    """Short sentences with one thought each (DIN SPEC 33429)."""
    start, end = _range(told)
    parts = []
    if told.total is not None:
        parts.append(f"Wir schauen auf die Zeit {dates.during(start, end, 'de')}.")
        said = _said(told.total, told, "de")
        parts.append(f"Zusammen waren es {said}." if told.counted else f"Der mittlere Wert ist {said}.")
    if told.before is not None:
        parts.append(plain_change(told.before, told.compared))
    if sides.top is not None and sides.whole >= 3:
        when = dates.when(sides.top.start, sides.top.end, told.step, "de")
        most = "Am meisten waren es" if told.counted else "Am höchsten war der Wert"
        parts.append(f"{most} {when}.")
    if told.share is not None and told.share < ENOUGH:
        parts.append("Achtung: Es fehlen Werte.")
    return parts
