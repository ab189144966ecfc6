# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of price and emissions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectricityConfig(AppConfig):
    """The table of price and emissions."""

    name = "stadtkern.commons.electricity"
    label = "electricity"
    verbose_name = _("Strompreis und Emissionen")
    default_auto_field = "django.db.models.BigAutoField"
