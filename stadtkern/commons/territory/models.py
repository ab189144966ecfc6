# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the city is, edited in the cockpit. There is one row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Territory(models.Model):
    """Municipality keys and outline of the city; what a warning says of areas is compared with it."""

    keys = models.JSONField(_("Gemeindeschlüssel"), default=list)
    outline = models.JSONField(_("Umriss"), null=True)
    """GeoJSON geometry [° WGS 84]."""

    class Meta:
        verbose_name = _("Gebiet der Stadt")
        verbose_name_plural = _("Gebiet der Stadt")

    def __str__(self) -> str:
        return ", ".join(self.keys)
