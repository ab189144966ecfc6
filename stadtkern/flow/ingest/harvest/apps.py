# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of harvesting."""

from django.apps import AppConfig


class HarvestConfig(AppConfig):
    """Tables of catalogues that are harvested and of the reports about it."""

    name = "stadtkern.flow.ingest.harvest"
    label = "harvest"
    verbose_name = "Übernahmen"
    default_auto_field = "django.db.models.BigAutoField"
