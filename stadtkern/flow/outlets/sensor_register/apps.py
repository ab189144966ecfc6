# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the sensor register: templates and one style sheet, no tables."""

from django.apps import AppConfig


class SensorRegisterConfig(AppConfig):
    """The sensor register."""

    name = "stadtkern.flow.outlets.sensor_register"
    label = "sensor_register"
