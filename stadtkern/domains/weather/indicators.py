# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators of this subject."""

from __future__ import annotations

from stadtkern.kernel.indicators import Indicator

INDICATORS = (
    Indicator(
        key="lufttemperatur",
        title="Lufttemperatur",
        title_en="Air temperature",
        definition=(
            "Mittel der Lufttemperatur eines Tages an allen Wetterstationen der Stadt und ihrer "
            "Umgebung, zwei Meter über dem Boden."
        ),
        definition_en=(
            "Mean air temperature of a day at all weather stations of the city and around it, two "
            "metres above the ground."
        ),
        formula="mean(weather.air_temperature)",
        ucum="Cel",
        symbol="°C",
        decimals=1,
        interval="day",
    ),
    Indicator(
        key="gradtage",
        title="Gradtage (Heizbedarf)",
        title_en="Degree days (need for heating)",
        definition=(
            "Summe der Unterschiede zwischen 20 °C und dem Tagesmittel der Außenluft über alle Tage, "
            "die kälter als 15 °C sind: das Maß dafür, wie viel geheizt werden musste."
        ),
        definition_en=(
            "Sum of the differences between 20 °C and the daily mean of the outside air over all days "
            "colder than 15 °C: the measure of how much heating was needed."
        ),
        formula="degree_days(mean(weather.air_temperature), base 20 [Cel], limit 15 [Cel])",
        ucum="K.d",
        symbol="K·d",
        interval="month",
        basis="VDI 3807 Blatt 1, VDI 4710 Blatt 2",
    ),
)
