# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of what is being built."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuildingConfig(AppConfig):
    """Drafts of dashboards that nobody has saved yet."""

    name = "stadtkern.flow.outlets.dashboards.building"
    label = "dashboard_building"
    verbose_name = _("Dashboards bauen")
    default_auto_field = "django.db.models.BigAutoField"
