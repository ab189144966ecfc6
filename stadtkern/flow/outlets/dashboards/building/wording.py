# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be chosen in the forms of tiles, in words."""

from __future__ import annotations

from typing import Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices: TypeAlias = tuple[tuple[str, "str | Promise"], ...]

WIDTHS: Final[Choices] = (
    ("2", _("ein Sechstel")),
    ("3", _("ein Viertel")),
    ("4", _("ein Drittel")),
    ("6", _("die Hälfte")),
    ("8", _("zwei Drittel")),
    ("9", _("drei Viertel")),
    ("12", _("ganze Breite")),
)
HEIGHTS: Final[Choices] = (("low", _("niedrig")), ("normal", _("mittel")), ("high", _("hoch")))
STEPS: Final[Choices] = (
    ("auto", _("passend zum Zeitraum")),
    ("quarter-hour", _("Viertelstunde")),
    ("hour", _("Stunde")),
    ("day", _("Tag")),
    ("week", _("Woche")),
    ("month", _("Monat")),
    ("year", _("Jahr")),
)
PERIODS: Final[Choices] = (
    ("latest", _("der neueste Wert")),
    ("hour", _("die letzte volle Stunde")),
    ("day", _("der letzte volle Tag")),
    ("week", _("die letzte volle Woche")),
    ("month", _("der letzte volle Monat")),
    ("year", _("das letzte volle Jahr")),
    ("range", _("der gewählte Zeitraum")),
)
TRENDS: Final[Choices] = (
    ("before", _("mit dem Zeitraum davor")),
    ("week", _("mit der Woche davor")),
    ("year", _("mit dem Vorjahr (52 Wochen)")),
    ("none", _("gar nicht")),
)
BETTER: Final[Choices] = (
    ("neither", _("weder noch")),
    ("higher", _("mehr ist besser")),
    ("lower", _("weniger ist besser")),
)
COMPARISONS: Final[Choices] = (("week", _("Vorwoche")), ("year", _("Vorjahr (52 Wochen)")))
DIRECTIONS: Final[Choices] = (("at_least", _("mindestens")), ("at_most", _("höchstens")))
BARS_BY: Final[Choices] = (
    ("series", _("einer Reihe oder Stelle")),
    ("hour", _("einer Stunde des Tages")),
    ("weekday", _("einem Wochentag")),
    ("month", _("einem Monat des Jahres")),
    ("step", _("einem Zeitabschnitt")),
)
ORDERS: Final[Choices] = (("largest", _("das Größte zuerst")), ("given", _("wie angegeben")))
HEAT_BY: Final[Choices] = (
    ("hour-weekday", _("Stunde und Wochentag")),
    ("day-month", _("Tag und Monat")),
)
ROWS: Final[Choices] = (("series", _("eine Reihe oder Stelle")), ("time", _("einen Zeitabschnitt")))
WHEN: Final[Choices] = (
    ("now", _("jetzt")),
    ("range", _("im ganzen Zeitraum")),
    ("steps", _("im Lauf der Zeit (Schieberegler)")),
)
AXES: Final[Choices] = (("left", _("links")), ("right", _("rechts")))
SHAPES: Final[Choices] = (
    ("line", _("Linie")),
    ("area", _("Fläche")),
    ("bars", _("Balken")),
    ("steps", _("Stufen")),
)
SPANS: Final[Choices] = (
    ("24h", _("24 Stunden")),
    ("7d", _("7 Tage")),
    ("30d", _("30 Tage")),
    ("12w", _("12 Wochen")),
    ("12m", _("12 Monate")),
    ("3y", _("3 Jahre")),
    ("today", _("heute")),
    ("this-week", _("diese Woche")),
    ("this-month", _("dieser Monat")),
    ("this-year", _("dieses Jahr")),
    ("all", _("alles, was es gibt")),
)
ENDS: Final[Choices] = (
    ("data", _("mit dem neuesten Wert")),
    ("now", _("jetzt")),
)
FILTERS: Final[Choices] = (("time", _("Zeitraum")), ("district", _("Stadtteil")), ("site", _("Ort")))
