# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of codecs."""

from django.apps import AppConfig


class CodecsConfig(AppConfig):
    """Tables of device types and the versions of their codecs."""

    name = "stadtkern.flow.ingest.codecs"
    label = "codecs"
    verbose_name = "Gerätetypen"
    default_auto_field = "django.db.models.BigAutoField"
