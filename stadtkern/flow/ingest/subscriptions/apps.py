# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of MQTT subscriptions."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Tables of the clients of outside brokers."""

    name = "stadtkern.flow.ingest.subscriptions"
    label = "subscriptions"
    verbose_name = "MQTT"
    default_auto_field = "django.db.models.BigAutoField"
