# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the SensorThings pages: templates only, no tables."""

from django.apps import AppConfig


class SensorThingsConfig(AppConfig):
    """The guide and the conformance page."""

    name = "stadtkern.flow.outlets.sensorthings"
    label = "sensorthings"
