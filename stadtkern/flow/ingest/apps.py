# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of ingest."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Tables of rejected records, API keys and imported files."""

    name = "stadtkern.flow.ingest"
    label = "ingest"
    verbose_name = "Dateneingang"
    default_auto_field = "django.db.models.BigAutoField"
