# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the feedback form."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """The feedback table."""

    name = "stadtkern.commons.feedback"
    label = "feedback"
    verbose_name = _("Rückmeldungen")
    default_auto_field = "django.db.models.BigAutoField"
