# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of publishing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """Tables of screens, ordered reports and what was sent; files and pages of published dashboards."""

    name = "stadtkern.flow.outlets.dashboards.publishing"
    label = "publishing"
    verbose_name = _("Veröffentlichte Dashboards")
    default_auto_field = "django.db.models.BigAutoField"
