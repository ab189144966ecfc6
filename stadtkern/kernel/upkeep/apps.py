# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes versions and backups known to Django."""

from __future__ import annotations

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Versions of the data, and backups."""

    name = "stadtkern.kernel.upkeep"
    label = "upkeep"
    verbose_name = "Versionen und Sicherungen"
