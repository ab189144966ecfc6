# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What visitors tell the city about its data platform."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """One message. Stored so that somebody can act on it; kept for one year; read by administrators.

    Neither address nor browser of the visitor is stored; the e-mail only when the visitor gives one.
    """

    message = models.TextField(_("Nachricht"), max_length=4000)
    page = models.CharField(_("Seite"), max_length=300, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    created_at = models.DateTimeField(_("eingegangen"), db_index=True)
    done_at = models.DateTimeField(_("erledigt"), null=True, blank=True)

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.page}"
