# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of rules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    """Tables of rules, their state, alarms and what was told of them."""

    name = "stadtkern.flow.outlets.rules"
    label = "rules"
    verbose_name = _("Regeln")
    default_auto_field = "django.db.models.BigAutoField"
