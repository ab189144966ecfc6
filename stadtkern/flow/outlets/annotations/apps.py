# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of annotations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationsConfig(AppConfig):
    """Table of noted events, pages for everybody and for staff."""

    name = "stadtkern.flow.outlets.annotations"
    label = "annotations"
    verbose_name = _("Ereignisse")
    default_auto_field = "django.db.models.BigAutoField"
