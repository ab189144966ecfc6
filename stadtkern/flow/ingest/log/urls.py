# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Address of the page of the ingest log."""

from django.urls import path

from . import views

app_name = "ingest_log"
urlpatterns = [path("cockpit/eingangsprotokoll/", views.overview, name="overview")]
