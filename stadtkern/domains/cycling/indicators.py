# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators of this subject."""

from __future__ import annotations

from stadtkern.kernel.indicators import Indicator

INDICATORS = (
    Indicator(
        key="radverkehr-tag",
        title="Fahrräder am Tag",
        title_en="Bicycles per day",
        definition=(
            "Fahrräder, die an allen Dauerzählstellen zusammen an einem Tag gezählt wurden. Wer an "
            "mehreren Zählstellen vorbeifährt, zählt mehrmals; gezählt wird nur an diesen Stellen, "
            "nicht in der ganzen Stadt."
        ),
        definition_en=(
            "Bicycles counted at all permanent counting sites together on a day. Who passes several "
            "sites is counted several times; it is counted at these sites only, not in the whole "
            "city."
        ),
        formula="sum(cycling.bicycle_count)",
        ucum="{bicycle}",
        symbol="Fahrräder",
        symbol_en="bicycles",
        interval="day",
        better="higher",
    ),
    Indicator(
        key="radverkehr-je-zaehlstelle",
        title="Fahrräder am Tag je Zählstelle",
        title_en="Bicycles per day and counting site",
        definition=(
            "Fahrräder am Tag, geteilt durch die Zahl der Zählstellen, die an diesem Tag gezählt "
            "haben. So lassen sich Jahre vergleichen, in denen verschieden viele Zählstellen in "
            "Betrieb waren."
        ),
        definition_en=(
            "Bicycles per day, divided by the number of counting sites that counted on that day. This "
            "makes years comparable in which different numbers of sites were working."
        ),
        formula="sum(cycling.bicycle_count) / count(cycling.bicycle_count)",
        ucum="{bicycle}",
        symbol="Fahrräder",
        symbol_en="bicycles",
        interval="day",
        better="higher",
    ),
    Indicator(
        key="radverkehr-zum-vorjahr",
        title="Radverkehr im Vergleich zum Vorjahr",
        title_en="Cycling compared with the year before",
        definition=(
            "Veränderung der gezählten Fahrräder einer Woche gegenüber derselben Woche ein Jahr (52 "
            "Wochen) davor, in Prozent. Wetter, Ferien und Feiertage sind nicht herausgerechnet."
        ),
        definition_en=(
            "Change of the bicycles counted in a week against the same week a year (52 weeks) before, "
            "in percent. Weather, school holidays and public holidays are not taken out."
        ),
        formula=(
            "percent(sum(cycling.bicycle_count) - shift(sum(cycling.bicycle_count), 52 w), "
            "shift(sum(cycling.bicycle_count), 52 w))"
        ),
        ucum="%",
        symbol="%",
        decimals=1,
        interval="week",
        better="higher",
    ),
)
