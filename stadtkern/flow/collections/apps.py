# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the register of feature collections."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectionsConfig(AppConfig):
    """What the register keeps of collections; their features lie in the lake."""

    name = "stadtkern.flow.collections"
    label = "collections"
    verbose_name = _("Geodaten")
    default_auto_field = "django.db.models.BigAutoField"
