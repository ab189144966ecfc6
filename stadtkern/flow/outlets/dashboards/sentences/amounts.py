# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers with their units as people read them: grouped, rounded, one bicycle but two bicycles."""

from __future__ import annotations

import math
from typing import Literal

Language = Literal["de", "en"]
_NO_BREAK = "\N{NO-BREAK SPACE}"
_ONE = {
    "Fahrräder": "Fahrrad",
    "bicycles": "bicycle",
    "Personen": "Person",
    "people": "person",
    "cars": "car",
    "Plätze": "Platz",
    "spaces": "space",
    "docks": "dock",
    "Ladepunkte": "Ladepunkt",
    "charging points": "charging point",
    "Geräte": "Gerät",
    "devices": "device",
    "Sitzungen": "Sitzung",
    "sessions": "session",
    "Fahrzeuge": "Fahrzeug",
    "vehicles": "vehicle",
    "Anlagen": "Anlage",
    "Meldungen": "Meldung",
    "reports": "report",
    "Datensätze": "Datensatz",
    "datasets": "dataset",
    "records": "record",
    "Messwerte": "Messwert",
    "observations": "observation",
    "Quellen": "Quelle",
    "sources": "source",
    "Anfragen": "Anfrage",
    "requests": "request",
    "Bäume": "Baum",
    "trees": "tree",
}
"""The word for one of what is counted, by the word for many."""
_NO_RATIO = ("Cel", "[degF]", "%", "dB", "B[", "[pH]", "deg")
"""Beginnings of UCUM codes of scales whose zero is a convention: a change in percent says nothing there."""


def relative(ucum: str) -> bool:
    """Whether a change may be told in percent of the earlier value."""
    return not ucum.startswith(_NO_RATIO)


def number(value: float, decimals: int, language: Language) -> str:
    """Grouped by thousands, German with comma; what rounds to zero has no sign."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, decimals)
    said = f"{rounded if rounded else 0.0:,.{decimals}f}"
    if language == "de":
        said = said.translate(str.maketrans(",.", ".,"))
    return said.replace("-", "\N{MINUS SIGN}")


def amount(value: float, unit: str, decimals: int, language: Language) -> str:
    """Number and unit, which no line break parts."""
    if not unit:
        return number(value, decimals, language)
    if unit == "%" and language == "en":
        return f"{number(value, decimals, language)}%"
    said = _ONE.get(unit, unit) if round(value, decimals) == 1 else unit
    return f"{number(value, decimals, language)}{_NO_BREAK}{said}"


def percent(value: float, language: Language) -> str:
    """A share or change [%] without decimals; small ones with one, so that they are not told as nothing."""
    decimals = 1 if 0 < abs(value) < 1 else 0
    return amount(value, "%", decimals, language)


def decimals_for(value: float, declared: int) -> int:
    """Decimals that still say something: numbers of a thousand and more need none."""
    return 0 if abs(value) >= 1000 else declared
