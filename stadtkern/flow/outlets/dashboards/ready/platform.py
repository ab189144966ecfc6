# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The platform itself, for the administration: data, sources, devices, releases, use."""

from __future__ import annotations

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
from stadtkern.kernel.quantities import (
    ANSWERED_REQUESTS,
    DEVICES_HEARD,
    DEVICES_SILENT,
    PUBLISHED_DATASETS,
    REJECTED_RECORDS,
    SOURCES_IN_ORDER,
    SOURCES_OUT_OF_ORDER,
    STORED_OBSERVATIONS,
)

_QUANTITIES = (
    ANSWERED_REQUESTS,
    PUBLISHED_DATASETS,
    REJECTED_RECORDS,
    DEVICES_HEARD,
    DEVICES_SILENT,
    SOURCES_IN_ORDER,
    SOURCES_OUT_OF_ORDER,
    STORED_OBSERVATIONS,
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
            width=7,
        ),
        WarningsTile(key="alarme", title="Offene Alarme und Warnungen", title_en="Open alarms and warnings",
                     width=5),
        ChartTile(
            key="geraete",
            title="Geräte, die Werte bringen, und solche, die schweigen",
            title_en="Devices that bring values, and devices that are silent",
            series=(
                Series(expression="sum(platform.devices_heard)", title="mit Werten", title_en="with values"),
                Series(expression="sum(platform.devices_silent)", title="schweigen", title_en="silent"),
            ),
            step="day",
            width=4,
        ),
        BarTile(
            key="nutzung",
            title="Aufgerufene Seiten und Schnittstellen je Tag",
            title_en="Pages and interfaces asked for, per day",
            series=(Series(expression="sum(platform.answered_requests)"),),
            by="step",
            step="day",
            order="given",
            width=4,
        ),
        ChartTile(
            key="wachstum",
            title="Messwerte im Datensee",
            title_en="Observations in the lake",
            series=(Series(expression="sum(platform.stored_observations)", shape="area"),),
            step="day",
            width=4,
        ),
        TableTile(
            key="tabelle",
            title="Alle Zahlen der Plattform",
            title_en="All numbers of the platform",
            series=tuple(
                Series(expression=f"sum(platform.{one.key})", title=one.german, title_en=one.english)
                for one in _QUANTITIES
            ),
            step="day",
            width=12,
        ),
    ),
)  # fmt: skip

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
