# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the interface for indicators; include outside ``i18n_patterns``."""

from __future__ import annotations

from django.urls import path

from .views import api

app_name = "indicators_api"
urlpatterns = [
    path("api/indicators/v1/", api.indicators, name="indicators"),
    path("api/indicators/v1/<slug:key>", api.indicator, name="indicator"),
    path("api/indicators/v1/<slug:key>/values", api.values, name="values"),
]
