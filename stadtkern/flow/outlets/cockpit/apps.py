# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the cockpit: templates and static files, no tables."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """The pages of the administration."""

    name = "stadtkern.flow.outlets.cockpit"
    label = "cockpit"
    verbose_name = "Cockpit"
