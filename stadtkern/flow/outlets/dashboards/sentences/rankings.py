# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a comparison of several things says: who has most and least, and how two series go together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from . import dates
from .amounts import Language, amount, decimals_for, number, percent, relative

FEWEST_PAIRS = 10
"""With fewer pairs nothing is said about how two series go together."""

_MOST_NAMES = 3
"""So many that are alike are named, more are counted."""
_WORTH_TELLING = 0.05
"""Of a smaller share of the total nothing is said."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Named values of one unit."""

    entries: Sequence[tuple[str, float | None]]
    unit: str
    ucum: str
    decimals: int
    counted: bool
    """Their sum means something."""
    mean: bool = False
    """Each value is a mean."""


def ranking(ranked: Ranked, language: Language, *, plain: bool = False) -> str:
    """Who is first and last; the share of the first only of things that can be added up."""
    known = [(name, value) for name, value in ranked.entries if value is not None and math.isfinite(value)]
    if not known:
        return ""
    top, bottom = max(known, key=lambda one: one[1]), min(known, key=lambda one: one[1])
    high, low = (_holders(known, one[1], ranked, language) for one in (top, bottom))
    german = language == "de"
    if len(known) == 1:
        return f"{high}."
    if top[1] == bottom[1]:
        return f"Alle Werte sind gleich: {_said(top[1], ranked, language)}." if german else (
            f"All values are equal: {_said(top[1], ranked, language)}."
        )  # fmt: skip
    if plain and german:
        return f"Der größte Wert ist hier: {high}. Der kleinste Wert ist hier: {low}."
    alone = sum(value == top[1] for _, value in known) == 1
    share = _share(top[1], known, ranked, language) if alone else ""
    words = _MEAN_EXTREMES[language] if ranked.mean else _EXTREMES[(language, ranked.counted)]
    missing = len(ranked.entries) - len(known)
    return f"{words[0]}: {high}{share}; {words[1]}: {low}.{_missing(missing, language)}"


_EXTREMES: dict[tuple[Language, bool], tuple[str, str]] = {
    ("de", True): ("Am meisten", "am wenigsten"),
    ("de", False): ("Am höchsten", "am niedrigsten"),
    ("en", True): ("Most", "fewest"),
    ("en", False): ("Highest", "lowest"),
}
_MEAN_EXTREMES: dict[Language, tuple[str, str]] = {
    "de": ("Im Mittel am höchsten", "am niedrigsten"),
    "en": ("Highest on average", "lowest"),
}


def _missing(count: int, language: Language) -> str:
    if not count:
        return ""
    if language == "de":
        return f" {count} Reihen ohne Daten." if count > 1 else " Eine Reihe ohne Daten."
    return f" {count} without data."


def _holders(known: Sequence[tuple[str, float]], value: float, ranked: Ranked, language: Language) -> str:
    """Who has this value: one by name, several by their number."""
    holders = [one for one in known if one[1] == value]
    if len(holders) == 1:
        return _named(holders[0], ranked, language)
    said = _said(value, ranked, language)
    if len(holders) <= _MOST_NAMES:
        names = _listed([name for name, _value in holders], language)
        return f"{names} (je {said})" if language == "de" else f"{names} ({said} each)"
    if language == "de":
        return f"{len(holders)} von ihnen (je {said})"
    return f"{len(holders)} of them ({said} each)"


def _listed(names: Sequence[str], language: Language) -> str:
    word = "und" if language == "de" else "and"
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _named(one: tuple[str, float], ranked: Ranked, language: Language) -> str:
    return f"{one[0]} ({_said(one[1], ranked, language)})"


def _said(value: float, ranked: Ranked, language: Language) -> str:
    return amount(value, ranked.unit, decimals_for(value, ranked.decimals), language)


def _share(top: float, known: Sequence[tuple[str, float]], ranked: Ranked, language: Language) -> str:
    total = sum(value for _, value in known)
    if not ranked.counted or len(known) < 3 or total <= 0 or not relative(ranked.ucum):
        return ""
    if top / total < _WORTH_TELLING:
        return ""
    of = "der Summe" if language == "de" else "of the total"
    return f", {percent(top / total * 100, language)} {of}"


def field(
    values: Sequence[Sequence[float | None]], ranked: Ranked, language: Language, *, plain: bool = False
) -> str:
    """The strongest and the weakest hour of the week; rows are weekdays from Monday, columns hours."""
    known = [
        (value, row, column)
        for row, line in enumerate(values)
        for column, value in enumerate(line)
        if value is not None and math.isfinite(value)
    ]
    if len(known) < 2:
        return ""
    top, bottom = max(known), min(known)
    high = f"{_hour_of_week(top[1], top[2], language)} ({_said(top[0], ranked, language)})"
    low = f"{_hour_of_week(bottom[1], bottom[2], language)} ({_said(bottom[0], ranked, language)})"
    if language == "en":
        return f"On average, values are highest {high} and lowest {low}."
    if plain:
        return f"Am höchsten sind die Werte {high}. Am niedrigsten sind sie {low}."
    return f"Im Mittel sind die Werte am höchsten {high} und am niedrigsten {low}."


def _hour_of_week(row: int, hour: int, language: Language) -> str:
    day = dates.WEEKDAYS[language][row]
    if language == "de":
        return f"{day.lower()}s von {hour} bis {hour + 1}\N{NO-BREAK SPACE}Uhr"
    return f"on {day}s, {hour:02}:00 to {hour + 1:02}:00"


def together(names: tuple[str, str], r: float | None, pairs: int, language: Language) -> str:
    """How two series go together; never which one is the cause."""
    german = language == "de"
    if r is None or pairs < FEWEST_PAIRS:
        return (
            f"Für eine Aussage über den Zusammenhang reichen {pairs} gemeinsame Werte nicht."
            if german
            else f"{pairs} common values are too few to say how they go together."
        )
    size = abs(r)
    strength = 0 if size < 0.3 else 1 if size < 0.5 else 2 if size < 0.7 else 3
    said = number(r, 2, language)
    first, second = names
    if german:
        how = ("kein erkennbarer", "ein schwacher", "ein mittlerer", "ein starker")[strength]
        way = "" if not strength else (" gleichläufiger" if r > 0 else " gegenläufiger")
        return (
            f"Zwischen „{first}“ und „{second}“ besteht {how}{way} Zusammenhang "
            f"(Korrelation {said}, {pairs} gemeinsame Werte). Was die Ursache ist, sagt das nicht."
        )
    how = ("no visible", "a weak", "a moderate", "a strong")[strength]
    way = "" if not strength else (" positive" if r > 0 else " negative")
    return (
        f"There is {how}{way} relation between “{first}” and “{second}” "
        f"(correlation {said}, {pairs} common values). That does not say what the cause is."
    )
