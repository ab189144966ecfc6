# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of defects of things."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DefectsConfig(AppConfig):
    """The tables of defects of things."""

    name = "stadtkern.commons.defects"
    label = "defects"
    verbose_name = _("Mängel")
    default_auto_field = "django.db.models.BigAutoField"
