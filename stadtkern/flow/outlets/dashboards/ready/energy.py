# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Energy: what the lamps use and what the weather asks for; a template for other buildings."""

from __future__ import annotations

from stadtkern.kernel.dashboards import (
    BarTile,
    ChartTile,
    Dashboard,
    DashboardPage,
    HeatTile,
    NumberTile,
    QualityTile,
    Series,
    TextTile,
)

_METERS = "sum(street_lighting.active_energy)"
_USED = Series(expression=f"difference({_METERS})", title="Verbrauch", title_en="Energy used")
_POWER = Series(expression="sum(street_lighting.active_power)", title="Leistung", title_en="Power")
_COLD = "degree_days(mean(weather.air_temperature), base 20 [Cel], limit 15 [Cel])"

_LIGHTING = DashboardPage(
    key="strom",
    title="Strom der Beleuchtung",
    title_en="Power for lighting",
    tiles=(
        TextTile(
            key="was-es-braucht",
            title="Was dieses Dashboard braucht",
            title_en="What this dashboard needs",
            text=(
                "Es zeigt den Strom der Straßenbeleuchtung, sobald Leuchten oder Schaltschränke Leistung oder"
                " Zählerstand melden: [Geräte anbinden](/cockpit/anbindungen/), die Größen heißen"
                " „Wirkleistung“ und „Verbrauchte Energie (Zählerstand)“. Die Seite „Witterung“ braucht eine"
                " Wetterstation mit Lufttemperatur.\n\nFür andere Liegenschaften dient es als Vorlage:\n"
                "- Zähler mit der Größe „Verbrauchte Energie (Zählerstand)“ anbinden,\n"
                "- [dieses Dashboard kopieren](/cockpit/dashboards/),\n"
                "- in den Ausdrücken das Thema oder die Orte austauschen."
            ),
            text_en=(
                "It shows the power of street lighting as soon as lamps or switch boxes report power or meter"
                " readings: [connect devices](/cockpit/anbindungen/), the quantities are called “Active"
                " power” and “Energy used (meter reading)”."
                " The page “Weather” needs a weather station with air temperature.\n\nFor other buildings it"
                " is a template:\n"
                "- connect meters with the quantity “Energy used (meter reading)”,\n"
                "- [copy this dashboard](/cockpit/dashboards/),\n"
                "- exchange the subject or the places in its expressions."
            ),
            width=12,
            height="low",
        ),
        NumberTile(
            key="verbrauch-tag",
            title="Verbrauch am letzten ganzen Tag",
            title_en="Energy used on the last whole day",
            series=_USED,
            period="day",
            trend="week",
            better="lower",
            width=4,
        ),
        NumberTile(
            key="verbrauch-monat",
            title="Verbrauch im letzten ganzen Monat",
            title_en="Energy used in the last whole month",
            series=_USED,
            period="month",
            trend="year",
            better="lower",
            width=4,
        ),
        NumberTile(
            key="leistung",
            title="Leistung jetzt",
            title_en="Power now",
            series=_POWER,
            better="lower",
            width=4,
        ),
        ChartTile(
            key="verlauf",
            title="Verbrauch je Tag, neben dem Jahr davor",
            title_en="Energy used per day, beside the year before",
            series=(_USED,),
            step="day",
            compare=("year",),
            width=7,
            height="high",
        ),
        BarTile(
            key="stunden",
            title="Leistung nach Stunde des Tages",
            title_en="Power by hour of the day",
            series=(_POWER,),
            by="hour",
            order="given",
            width=5,
            height="high",
        ),
        HeatTile(
            key="wochenmuster",
            title="Wann Strom gebraucht wird: Stunde und Wochentag",
            title_en="When power is used: hour and weekday",
            series=_POWER,
            width=7,
        ),
        QualityTile(
            key="datenlage",
            title="Wie vollständig die Messungen sind",
            title_en="How complete the measurements are",
            series=_POWER,
            width=5,
        ),
    ),
)

_WEATHER = DashboardPage(
    key="witterung",
    title="Witterung",
    title_en="Weather",
    tiles=(
        ChartTile(
            key="gradtage",
            title="Gradtagszahl je Tag",
            title_en="Degree days",
            series=(Series(expression=_COLD, title="Gradtagszahl", title_en="Degree days", shape="bars"),),
            step="day",
            note=(
                "Nach VDI 3807: Innentemperatur 20 °C, Heizgrenze 15 °C. Für Heizenergie wird der Verbrauch"
                " damit vergleichbar: „normalised(Verbrauch, Temperatur)“."
            ),
            note_en=(
                "After VDI 3807: 20 °C inside, heating limit 15 °C. They make the use of heating energy"
                " comparable: “normalised(use, temperature)”."
            ),
            width=12,
            height="high",
        ),
    ),
)

ENERGY = Dashboard(
    key="energie",
    title="Energie",
    title_en="Energy",
    domain="street_lighting",
    summary="Wie viel Strom die Beleuchtung braucht und wann; Vorlage für andere Liegenschaften.",
    summary_en="How much power lighting uses and when; a template for other buildings.",
    pages=(_LIGHTING, _WEATHER),
    filters=("time", "site"),
    span="30d",
    plain=(
        "Hier sehen Sie, wie viel Strom die Straßenlampen brauchen. Sie sehen auch, wann sie den Strom"
        " brauchen."
    ),
)
