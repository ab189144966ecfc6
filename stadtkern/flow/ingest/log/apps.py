# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the shared ingest log."""

from django.apps import AppConfig


class IngestLogConfig(AppConfig):
    """The table of the processes that write what is in the log to the lake."""

    name = "stadtkern.flow.ingest.log"
    label = "ingest_log"
    verbose_name = "Eingangsprotokoll"
    default_auto_field = "django.db.models.BigAutoField"
