# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public addresses of forecasts; include with namespace ``forecasts`` inside ``i18n_patterns``."""

from django.urls import path

from . import views

app_name = "forecasts"
urlpatterns = [
    path("vorhersagen/", views.overview, name="overview"),
    path("vorhersagen/<int:pk>/", views.one, name="forecast"),
]
