# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of connections."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Tables of the sources that people have connected."""

    name = "stadtkern.flow.ingest.connections"
    label = "connections"
    verbose_name = "Anbindungen"
    default_auto_field = "django.db.models.BigAutoField"
