# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The few words that drawings say by themselves; all other texts come with the figure."""

from __future__ import annotations

from typing import Literal, TypeAlias

from .numerals import Language

Word: TypeAlias = Literal[
    "lines", "bars", "heat", "scatter", "gauge", "map", "spark", "none", "more", "from", "points",
    "fit", "goal", "limit", "fields", "places", "no_value", "table", "line_word", "one_line", "partial",
    "right",
]  # fmt: skip

_GERMAN: dict[Word, str] = {
    "lines": "Liniendiagramm über die Zeit",
    "bars": "Balkendiagramm",
    "heat": "Kalender in Farbstufen",
    "scatter": "Punktwolke",
    "gauge": "Balken auf dem Weg zu einem Ziel",
    "map": "Karte mit Werten an Orten",
    "spark": "Verlauf als kleine Linie",
    "none": "Keine Daten in diesem Zeitraum",
    "more": "{count} weitere",
    "from": "Zeitraum: {stretch}",
    "points": "Punkte",
    "fit": "Ausgleichsgerade",
    "goal": "Ziel",
    "limit": "Grenze",
    "fields": "Felder",
    "places": "Orte",
    "no_value": "kein Wert",
    "table": "Die Werte stehen auch in der Tabelle.",
    "line_word": "Linien",
    "one_line": "Linie",
    "partial": "unvollständig",
    "right": "rechte Achse",
}
_ENGLISH: dict[Word, str] = {
    "lines": "Line chart over time",
    "bars": "Bar chart",
    "heat": "Calendar of shades",
    "scatter": "Scatter plot",
    "gauge": "Bar on the way to a goal",
    "map": "Map with values at places",
    "spark": "Course as a small line",
    "none": "No data in this period",
    "more": "{count} more",
    "from": "Period: {stretch}",
    "points": "points",
    "fit": "line of best fit",
    "goal": "goal",
    "limit": "limit",
    "fields": "fields",
    "places": "places",
    "no_value": "no value",
    "table": "The values are in the table as well.",
    "line_word": "lines",
    "one_line": "line",
    "partial": "incomplete",
    "right": "right axis",
}


def say(word: Word, language: Language, **values: object) -> str:
    """A word in the language of the reader."""
    return (_GERMAN if language == "de" else _ENGLISH)[word].format(**values)
