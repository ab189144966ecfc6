# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators of this subject."""

from __future__ import annotations

from stadtkern.kernel.indicators import Indicator

INDICATORS = (
    Indicator(
        key="freie-stellplaetze",
        title="Freie Stellplätze",
        title_en="Free parking spaces",
        definition=(
            "Stellplätze, die in allen Parkhäusern und auf allen Parkplätzen mit laufender Meldung "
            "frei sind; Mittel der Stunde. Anlagen ohne laufende Meldung sind nicht enthalten."
        ),
        definition_en=(
            "Spaces that are free in all car parks with current reports; mean of the hour. Sites "
            "without current reports are not included."
        ),
        formula="sum(parking.free_parking_spaces)",
        ucum="{space}",
        symbol="Plätze",
        symbol_en="spaces",
        interval="hour",
    ),
    Indicator(
        key="parkhaus-auslastung",
        title="Auslastung der Parkhäuser",
        title_en="Occupancy of the car parks",
        definition=(
            "Anteil der belegten Stellplätze in allen Parkhäusern und auf allen Parkplätzen mit laufender "
            "Meldung; Mittel der Stunde. Anlagen ohne laufende Meldung zählen nicht mit."
        ),
        definition_en=(
            "Share of taken spaces in all car parks with current reports; mean of the hour. Sites without "
            "current reports do not count."
        ),
        formula=(
            "100 [%] - percent(sum(parking.free_parking_spaces),"
            ' sum(parking.parking_capacity[also="free_parking_spaces"]))'
        ),
        ucum="%",
        symbol="%",
        interval="hour",
    ),
    Indicator(
        key="stellplaetze",
        title="Stellplätze in Parkhäusern und auf Parkplätzen",
        title_en="Parking spaces in car parks",
        definition=(
            "Stellplätze aller erfassten Parkhäuser und Parkplätze, ob sie frei sind oder nicht. "
            "Stellplätze am Straßenrand und auf Privatgrund sind nicht enthalten."
        ),
        definition_en=(
            "Spaces of all known car parks, free or not. Spaces at the kerb and on private ground are "
            "not included."
        ),
        formula="sum(parking.parking_capacity)",
        ucum="{space}",
        symbol="Plätze",
        symbol_en="spaces",
        interval="month",
    ),
)
