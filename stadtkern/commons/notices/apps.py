# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the city's own notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Notices and what was published about them."""

    name = "stadtkern.commons.notices"
    label = "notices"
    verbose_name = _("Hinweise der Stadt")
    default_auto_field = "django.db.models.BigAutoField"
