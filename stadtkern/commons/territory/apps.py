# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the city's territory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    """The table of one row."""

    name = "stadtkern.commons.territory"
    label = "territory"
    verbose_name = _("Gebiet der Stadt")
    default_auto_field = "django.db.models.BigAutoField"
