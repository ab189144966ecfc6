# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of operations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Tables of troubles and of maintenance; pages of the cockpit."""

    name = "stadtkern.flow.outlets.operations"
    label = "operations"
    verbose_name = _("Betrieb")
    default_auto_field = "django.db.models.BigAutoField"
