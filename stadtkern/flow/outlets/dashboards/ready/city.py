# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city in ten numbers, for council and press; fits on one page of paper."""

from __future__ import annotations

from stadtkern.kernel.dashboards import Dashboard, DashboardPage, NumberTile, Series

_BICYCLES = "sum(cycling.bicycle_count)"
_POINTS = "charging.charging_points"
_LOAD = "charging.connected_load"

_TEN = DashboardPage(
    key="zahlen",
    title="Zehn Zahlen",
    title_en="Ten numbers",
    tiles=(
        NumberTile(
            key="fahrraeder-tag",
            title="Fahrräder am letzten ganzen Tag",
            title_en="Bicycles on the last whole day",
            series=Series(expression=_BICYCLES),
            period="day",
            trend="week",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="fahrraeder-woche",
            title="Fahrräder in der letzten ganzen Woche",
            title_en="Bicycles in the last whole week",
            series=Series(expression=_BICYCLES),
            period="week",
            trend="year",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="fahrraeder-monat",
            title="Fahrräder im letzten ganzen Monat",
            title_en="Bicycles in the last whole month",
            series=Series(expression=_BICYCLES),
            period="month",
            trend="before",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="fahrraeder-je-zaehlstelle",
            title="Fahrräder je Zählstelle am letzten ganzen Tag",
            title_en="Bicycles per counting site on the last whole day",
            series=Series(expression="mean(cycling.bicycle_count)"),
            period="day",
            trend="week",
            better="higher",
            width=3,
        ),
        NumberTile(
            key="ladepunkte",
            title="Öffentliche Ladepunkte",
            title_en="Public charging points",
            series=Series(expression=f"sum({_POINTS})"),
            trend="none",
            width=4,
        ),
        NumberTile(
            key="ladeleistung",
            title="Leistung aller Ladestationen",
            title_en="Power of all charging stations",
            series=Series(expression=f"sum({_LOAD})"),
            trend="none",
            width=4,
        ),
        NumberTile(
            key="ladeleistung-je-punkt",
            title="Leistung je Ladepunkt",
            title_en="Power per charging point",
            series=Series(expression=f"convert(sum({_LOAD}) / sum({_POINTS}), [kW])"),
            trend="none",
            width=4,
        ),
        NumberTile(
            key="stellplaetze",
            title="Stellplätze für Autos",
            title_en="Parking spaces for cars",
            series=Series(expression="sum(parking.parking_capacity)"),
            trend="none",
            width=4,
        ),
        NumberTile(
            key="offene-daten",
            title="Veröffentlichte Datensätze",
            title_en="Published datasets",
            series=Series(expression="sum(platform.published_datasets)"),
            better="higher",
            width=4,
        ),
        NumberTile(
            key="messwerte",
            title="Gespeicherte Messwerte der Stadt",
            title_en="Stored observations of the city",
            series=Series(expression="sum(platform.stored_observations)"),
            better="higher",
            width=4,
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
    filters=(),
    span="30d",
    plain="Hier sehen Sie zehn wichtige Zahlen aus der Stadt. Unter jeder Zahl steht, von wann sie ist.",
)
