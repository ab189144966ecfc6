# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A ready dashboard about places for cars: where they are free and where they are charged."""

from __future__ import annotations

from stadtkern.kernel.dashboards import (
    BarTile,
    ChartTile,
    Dashboard,
    DashboardPage,
    HeatTile,
    MapTile,
    NumberTile,
    QualityTile,
    Series,
    TableTile,
)

_FREE = "sum(parking.free_parking_spaces)"
_SPACES = "sum(parking.parking_capacity)"
_WATCHED = '[also="free_parking_spaces"]'
"""Only car parks that report free spaces: nothing is known about how full the others are."""
_REPORTED = f"sum(parking.parking_capacity{_WATCHED})"
_EACH_FREE = "each(parking.free_parking_spaces)"
_EACH_TAKEN = f"100 [%] - percent({_EACH_FREE}, each(parking.parking_capacity{_WATCHED}))"
_POINTS = "sum(charging.charging_points)"
_LOAD = "sum(charging.connected_load)"
_TAKEN = f"100 [%] - percent({_FREE}, {_REPORTED})"
_TAKEN_SERIES = Series(expression=_TAKEN, title="Auslastung", title_en="Occupancy")

_PARKING = DashboardPage(
    key="parken",
    title="Parken",
    title_en="Parking",
    tiles=(
        NumberTile(
            key="frei",
            title="Freie Stellplätze jetzt",
            title_en="Free spaces now",
            series=Series(expression=_FREE),
            trend="week",
            width=3,
        ),
        NumberTile(
            key="auslastung",
            title="Auslastung der Parkhäuser jetzt",
            title_en="Occupancy of the car parks now",
            series=_TAKEN_SERIES,
            trend="week",
            width=3,
        ),
        NumberTile(
            key="stellplaetze",
            title="Stellplätze insgesamt",
            title_en="Spaces in total",
            series=Series(expression=_SPACES),
            trend="none",
            width=3,
        ),
        NumberTile(
            key="mit-meldung",
            title="Stellplätze mit laufender Meldung",
            title_en="Spaces with current reports",
            series=Series(expression=_REPORTED),
            period="range",
            trend="none",
            note="Nur von ihnen ist bekannt, wie voll sie sind.",
            note_en="Only of these is it known how full they are.",
            width=3,
        ),
        MapTile(
            key="freie-karte",
            title="Wo Plätze frei waren",
            title_en="Where spaces were free",
            series=Series(expression=_EACH_FREE),
            when="range",
            note="Mittel im gewählten Zeitraum, nur Anlagen mit laufender Meldung.",
            note_en="Mean over the chosen period, only car parks with current reports.",
            width=7,
            height="high",
        ),
        BarTile(
            key="auslastung-je-parkhaus",
            title="Auslastung je Parkhaus",
            title_en="Occupancy of each car park",
            series=(Series(expression=_EACH_TAKEN),),
            most=20,
            note="Mittel im gewählten Zeitraum.",
            note_en="Mean over the chosen period.",
            width=5,
            height="high",
        ),
        ChartTile(
            key="verlauf",
            title="Auslastung über die Zeit, neben der Woche davor",
            title_en="Occupancy over time, beside the week before",
            series=(_TAKEN_SERIES,),
            compare=("week",),
            width=7,
        ),
        HeatTile(
            key="wochenmuster",
            title="Wann es voll wird: Stunde und Wochentag",
            title_en="When it gets full: hour and weekday",
            series=_TAKEN_SERIES,
            width=5,
        ),
        TableTile(
            key="freie-tabelle",
            title="Freie Plätze je Parkhaus",
            title_en="Free spaces of each car park",
            series=(Series(expression=_EACH_FREE),),
            width=7,
        ),
        QualityTile(
            key="datenlage",
            title="Wie vollständig die Meldungen sind",
            title_en="How complete the reports are",
            series=Series(expression=_EACH_FREE),
            width=5,
        ),
        MapTile(
            key="karte",
            title="Stellplätze je Parkhaus",
            title_en="Spaces per car park",
            series=Series(expression="each(parking.parking_capacity)"),
            width=7,
            height="high",
        ),
        BarTile(
            key="parkhaeuser",
            title="Die größten Parkhäuser",
            title_en="The largest car parks",
            series=(Series(expression="each(parking.parking_capacity)"),),
            most=15,
            width=5,
            height="high",
        ),
    ),
)

_CHARGING = DashboardPage(
    key="laden",
    title="Laden",
    title_en="Charging",
    tiles=(
        NumberTile(
            key="ladepunkte",
            title="Öffentliche Ladepunkte",
            title_en="Public charging points",
            series=Series(expression=_POINTS),
            trend="none",
            width=4,
        ),
        NumberTile(
            key="leistung",
            title="Anschlussleistung zusammen",
            title_en="Connected load in total",
            series=Series(expression=_LOAD),
            trend="none",
            width=4,
        ),
        NumberTile(
            key="leistung-je-punkt",
            title="Anschlussleistung je Ladepunkt",
            title_en="Connected load per charging point",
            series=Series(expression=f"convert({_LOAD} / {_POINTS}, [kW])"),
            trend="none",
            width=4,
        ),
        MapTile(
            key="ladekarte",
            title="Wo man laden kann",
            title_en="Where to charge",
            series=Series(expression="each(charging.charging_points)"),
            classes=(2, 3, 4, 6),
            width=7,
            height="high",
        ),
        BarTile(
            key="staerkste",
            title="Die stärksten Ladestationen",
            title_en="The strongest charging stations",
            series=(Series(expression="each(charging.connected_load)"),),
            most=15,
            width=5,
            height="high",
        ),
        TableTile(
            key="tabelle",
            title="Alle Ladestationen",
            title_en="All charging stations",
            series=(Series(expression="each(charging.charging_points)"),),
            width=12,
        ),
    ),
)

DASHBOARDS = (
    Dashboard(
        key="parken-und-laden",
        title="Parken und Laden",
        title_en="Parking and charging",
        summary="Wie voll die Parkhäuser sind, wann es eng wird, und wo Elektrofahrzeuge laden können.",
        summary_en="How full the car parks are, when space gets scarce, where electric vehicles can charge.",
        pages=(_PARKING, _CHARGING),
        filters=("time", "district", "site"),
        span="7d",
        plain=(
            "Hier sehen Sie, wie viele Parkplätze es gibt. Sie sehen auch, wie viele davon frei sind."
            " Und Sie sehen, wo man ein Elektroauto laden kann."
        ),
    ),
)
