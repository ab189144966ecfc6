# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of feeds."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """Samples of feeds that are being set up, and sensors of citizens."""

    name = "stadtkern.flow.ingest.feeds"
    label = "feeds"
    verbose_name = "Abrufe"
    default_auto_field = "django.db.models.BigAutoField"
