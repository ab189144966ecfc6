# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/cockpit/strassenbeleuchtung/``; commons has those of groups, profiles and faults."""

from __future__ import annotations

from django.urls import path

from . import cockpit

app_name = "street_lighting_cockpit"
urlpatterns = [
    path("", cockpit.overview, name="overview"),
    path("bestand/", cockpit.inventory, name="inventory"),
    path("energie/", cockpit.report, name="energy"),
    path("energie/bericht.csv", cockpit.report_csv, name="energy_csv"),
]
