# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the register of devices."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """The register's tables."""

    name = "stadtkern.flow.devices"
    label = "devices"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"
