# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city in ten numbers, for council and press; fits on one page of paper."""

from __future__ import annotations

from stadtkern.kernel.dashboards import Dashboard, DashboardPage, NumberTile, Series

_TEN = DashboardPage(
    key="zahlen",
    title="Zehn Zahlen",
    title_en="Ten numbers",
    tiles=(
        NumberTile(
            key="fahrraeder-tag",
            title="Fahrräder an den Zählstellen, letzter ganzer Tag",
            title_en="Bicycles at the counting sites, last whole day",
            series=Series(expression="sum(cycling.bicycle_count)"),
            period="day",
            trend="week",
            better="higher",
            width=6,
        ),
        NumberTile(
            key="fahrraeder-monat",
            title="Fahrräder an den Zählstellen, letzter ganzer Monat",
            title_en="Bicycles at the counting sites, last whole month",
            series=Series(expression="sum(cycling.bicycle_count)"),
            period="month",
            trend="before",
            better="higher",
            width=6,
        ),
        NumberTile(
            key="ladepunkte",
            title="Öffentliche Ladepunkte",
            title_en="Public charging points",
            series=Series(expression="sum(charging.charging_points)"),
            trend="none",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="ladeleistung",
            title="Leistung der Ladestationen",
            title_en="Power of the charging stations",
            series=Series(expression="sum(charging.connected_load)"),
            trend="none",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="stellplaetze",
            title="Stellplätze für Autos",
            title_en="Parking spaces for cars",
            series=Series(expression="sum(parking.parking_capacity)"),
            trend="none",
            width=3,
        ),
        NumberTile(
            key="fussverkehr",
            title="Menschen zu Fuß in der Innenstadt, letzter ganzer Tag",
            title_en="People on foot in the town centre, last whole day",
            series=Series(expression="sum(pedestrians.pedestrian_count)"),
            period="day",
            trend="week",
            width=3,
        ),
        NumberTile(
            key="temperatur",
            title="Lufttemperatur, letzter ganzer Tag",
            title_en="Air temperature, last whole day",
            series=Series(expression="mean(weather.air_temperature)"),
            period="day",
            trend="year",
            width=3,
        ),
        NumberTile(
            key="feinstaub",
            title="Feinstaub PM10, letzter ganzer Tag",
            title_en="PM10, last whole day",
            series=Series(expression="mean(environment.pm10)"),
            period="day",
            trend="week",
            better="lower",
            width=3,
        ),
        NumberTile(
            key="offene-daten",
            title="Veröffentlichte Datensätze",
            title_en="Published datasets",
            series=Series(expression="sum(platform.published_datasets)"),
            better="higher",
            width=3,
        ),
        NumberTile(
            key="messwerte",
            title="Messwerte im Datensee der Stadt",
            title_en="Observations in the city's lake",
            series=Series(expression="sum(platform.stored_observations)"),
            better="higher",
            width=3,
        ),
    ),
)

CITY = Dashboard(
    key="zehn-zahlen",
    title="Die Stadt in zehn Zahlen",
    title_en="The city in ten numbers",
    summary="Was sich in der Stadt bewegt, auf einer Seite: für Rat, Presse und alle anderen.",
    summary_en="What moves in the city, on one page: for council, press and everybody else.",
    pages=(_TEN,),
    span="30d",
    plain="Hier sehen Sie zehn wichtige Zahlen aus der Stadt. Unter jeder Zahl steht, von wann sie ist.",
)
