# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the city profile."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfileConfig(AppConfig):
    """The city profile's table."""

    name = "stadtkern.commons.profile"
    label = "profile"
    verbose_name = _("Angaben der Kommune")
    default_auto_field = "django.db.models.BigAutoField"
