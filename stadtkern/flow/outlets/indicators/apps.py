# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of indicators."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Tables of indicators and their revisions; pages, interface and entries of the catalogue."""

    name = "stadtkern.flow.outlets.indicators"
    label = "indicators"
    verbose_name = _("Kennzahlen")
    default_auto_field = "django.db.models.BigAutoField"
