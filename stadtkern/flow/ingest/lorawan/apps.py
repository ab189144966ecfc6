# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of LoRaWAN."""

from django.apps import AppConfig


class LorawanConfig(AppConfig):
    """Tables of devices, raw uplinks and downlinks."""

    name = "stadtkern.flow.ingest.lorawan"
    label = "lorawan"
    verbose_name = "LoRaWAN"
    default_auto_field = "django.db.models.BigAutoField"
