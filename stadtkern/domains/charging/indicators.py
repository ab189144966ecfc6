# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators of this subject."""

from __future__ import annotations

from stadtkern.kernel.indicators import Indicator

INDICATORS = (
    Indicator(
        key="ladepunkte",
        title="Öffentliche Ladepunkte",
        title_en="Public charging points",
        definition=(
            "Ladepunkte für Elektrofahrzeuge, die öffentlich zugänglich und bei der Bundesnetzagentur "
            "gemeldet sind. Eine Ladesäule hat meist mehrere Ladepunkte."
        ),
        definition_en=(
            "Charging points for electric vehicles that are open to the public and reported to the "
            "Federal Network Agency. A charging station usually has several points."
        ),
        formula="sum(charging.charging_points)",
        ucum="{point}",
        symbol="Ladepunkte",
        symbol_en="charging points",
        interval="month",
        better="higher",
        basis="§ 5 Ladesäulenverordnung (Meldepflicht)",
    ),
    Indicator(
        key="ladeleistung",
        title="Leistung der öffentlichen Ladesäulen",
        title_en="Power of the public charging stations",
        definition=(
            "Anschlussleistung aller gemeldeten öffentlichen Ladesäulen zusammen. Sie sagt, was "
            "höchstens gleichzeitig geladen werden kann, nicht, was geladen wird."
        ),
        definition_en=(
            "Connected load of all reported public charging stations together. It says what can be "
            "charged at the same time at most, not what is charged."
        ),
        formula="sum(charging.connected_load)",
        ucum="kW",
        symbol="kW",
        interval="month",
        better="higher",
    ),
    Indicator(
        key="ladeleistung-je-ladepunkt",
        title="Ladeleistung je Ladepunkt",
        title_en="Charging power per point",
        definition=(
            "Anschlussleistung geteilt durch die Zahl der Ladepunkte: je höher, desto mehr "
            "Schnellladen. Der Wert ist ein Mittel; einzelne Säulen weichen stark ab."
        ),
        definition_en=(
            "Connected load divided by the number of charging points: the higher, the more fast "
            "charging. It is a mean; single stations differ much."
        ),
        formula="sum(charging.connected_load) / sum(charging.charging_points)",
        ucum="kW",
        symbol="kW",
        decimals=1,
        interval="month",
        better="higher",
    ),
)
