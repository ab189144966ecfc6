# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of plans by sun and clock."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulesConfig(AppConfig):
    """The tables of plans by sun and clock."""

    name = "stadtkern.commons.schedules"
    label = "schedules"
    verbose_name = _("Zeitpläne")
    default_auto_field = "django.db.models.BigAutoField"
