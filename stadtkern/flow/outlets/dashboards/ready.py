# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ready dashboards that belong to no single subject: the city in ten numbers, and the platform itself."""

from __future__ import annotations

from collections.abc import Iterable

from stadtkern.kernel.dashboards import (
    BarTile,
    ChartTile,
    Dashboard,
    DashboardPage,
    NumberTile,
    Series,
    TableTile,
    WarningsTile,
)

from .declared import Declared

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

_USE = DashboardPage(
    key="betrieb",
    title="Daten und Betrieb",
    title_en="Data and operation",
    tiles=(
        NumberTile(
            key="quellen",
            title="Datenquellen in Ordnung",
            title_en="Sources in order",
            series=Series(expression="sum(platform.sources_in_order)"),
            better="higher",
            width=3,
        ),
        NumberTile(
            key="ausfaelle",
            title="Datenquellen ausgefallen oder still",
            title_en="Sources down or silent",
            series=Series(expression="sum(platform.sources_out_of_order)"),
            better="lower",
            width=3,
        ),
        NumberTile(
            key="abgelehnt",
            title="Abgelehnte Datensätze im Zeitraum",
            title_en="Rejected records in the period",
            series=Series(expression="sum(platform.rejected_records)"),
            period="range",
            better="lower",
            width=3,
        ),
        NumberTile(
            key="freigaben",
            title="Veröffentlichte Datensätze",
            title_en="Published datasets",
            series=Series(expression="sum(platform.published_datasets)"),
            better="higher",
            width=3,
        ),
        ChartTile(
            key="abgelehnt-verlauf",
            title="Abgelehnte Datensätze je Tag",
            title_en="Rejected records per day",
            series=(Series(expression="sum(platform.rejected_records)", shape="bars"),),
            step="day",
            width=8,
            height="high",
        ),
        WarningsTile(key="alarme", title="Offene Alarme und Warnungen", title_en="Open alarms and warnings",
                     width=4, height="high"),
        ChartTile(
            key="geraete",
            title="Geräte, die Werte bringen, und solche, die schweigen",
            title_en="Devices that bring values, and devices that are silent",
            series=(
                Series(expression="sum(platform.devices_heard)", title="mit Werten", title_en="with values"),
                Series(expression="sum(platform.devices_silent)", title="schweigen", title_en="silent"),
            ),
            step="day",
            width=6,
        ),
        ChartTile(
            key="wachstum",
            title="Messwerte im Datensee",
            title_en="Observations in the lake",
            series=(Series(expression="sum(platform.stored_observations)", shape="area"),),
            step="day",
            width=6,
        ),
        BarTile(
            key="nutzung",
            title="Aufgerufene Seiten und Schnittstellen je Tag",
            title_en="Pages and interfaces asked for, per day",
            series=(Series(expression="sum(platform.answered_requests)"),),
            by="step",
            step="day",
            order="given",
            width=6,
        ),
        TableTile(
            key="tabelle",
            title="Alle Zahlen der Plattform",
            title_en="All numbers of the platform",
            series=tuple(
                Series(expression=f"sum(platform.{quantity})")
                for quantity in (
                    "answered_requests", "published_datasets", "rejected_records", "devices_heard",
                    "devices_silent", "sources_in_order", "sources_out_of_order", "stored_observations",
                )
            ),
            step="day",
            width=6,
        ),
    ),
)  # fmt: skip

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
PLATFORM = Dashboard(
    key="verwaltung",
    title="Plattform und Daten",
    title_en="Platform and data",
    summary="Wie die Datenplattform läuft: Quellen, abgelehnte Datensätze, Geräte, Freigaben, Nutzung.",
    summary_en="How the data platform does: sources, rejected records, devices, releases, use.",
    domain="platform",
    pages=(_USE,),
    span="30d",
)


def dashboards() -> Iterable[Declared]:
    """The dashboards of the whole city; the one about the platform is for staff."""
    return (
        Declared(dashboard=CITY, place=1),
        Declared(dashboard=PLATFORM, internal=True, department="Digitalisierung", place=90),
    )
