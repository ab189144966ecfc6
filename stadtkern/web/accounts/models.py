# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What accounts remember for minutes, shared by all processes of a city."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Remembered(models.Model):
    """A value with an end: how often something was tried, which one-time code was used. Keys are hashed."""

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of what is remembered about, hexadecimal."""
    value = models.JSONField()
    until = models.DateTimeField(_("gilt bis"), db_index=True)

    class Meta:
        verbose_name = _("kurz Gemerktes")
        verbose_name_plural = _("kurz Gemerktes")

    def __str__(self) -> str:
        return self.key[:8]
