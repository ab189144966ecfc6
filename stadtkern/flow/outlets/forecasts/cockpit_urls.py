# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of forecasts; include with namespace ``forecasts_cockpit`` inside ``i18n_patterns``."""

from django.urls import path

from . import cockpit_views as views

app_name = "forecasts_cockpit"
urlpatterns = [
    path("cockpit/vorhersagen/", views.overview, name="overview"),
    path("cockpit/vorhersagen/neu/", views.new, name="new"),
    path("cockpit/vorhersagen/<int:pk>/", views.one, name="forecast"),
    path("cockpit/vorhersagen/<int:pk>/beenden/", views.end, name="end"),
]
