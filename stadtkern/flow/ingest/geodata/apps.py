# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of geodata."""

from django.apps import AppConfig


class GeodataConfig(AppConfig):
    """Uploads under way, sources that are asked again and again, and what each run has done."""

    name = "stadtkern.flow.ingest.geodata"
    label = "geodata"
    verbose_name = "Geodaten"
    default_auto_field = "django.db.models.BigAutoField"
