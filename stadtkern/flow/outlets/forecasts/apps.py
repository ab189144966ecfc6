# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the forecasts."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    """Which datastreams are forecast."""

    name = "stadtkern.flow.outlets.forecasts"
    label = "forecasts"
