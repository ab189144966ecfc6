# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators of this subject."""

from __future__ import annotations

from stadtkern.kernel.indicators import Indicator

INDICATORS = (
    Indicator(
        key="feinstaub-pm25",
        title="Feinstaub PM2,5",
        title_en="Fine particles PM2.5",
        definition=(
            "Tagesmittel von Feinstaub PM2,5 an allen Messstellen dieses Themas. Einfache Sensoren "
            "sind weniger genau als amtliche Messstationen; für den Vergleich mit Grenzwerten zählen "
            "nur amtliche."
        ),
        definition_en=(
            "Daily mean of fine particles PM2.5 at all sites of this subject. Simple sensors are less "
            "precise than official stations; only these count against limit values."
        ),
        formula="mean(environment.pm25)",
        ucum="ug/m3",
        symbol="µg/m³",
        decimals=1,
        interval="day",
        better="lower",
    ),
)
