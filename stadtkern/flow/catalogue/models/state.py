# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as a whole: its revision and rules, and how much it is used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CatalogueState(models.Model):
    """One row: a number that grows with each change, and whether two people must agree to a release."""

    number = models.BigIntegerField(_("Stand"), default=0)
    four_eyes = models.BooleanField(_("Vier-Augen-Prinzip"), default=True)

    class Meta:
        verbose_name = _("Stand des Katalogs")
        verbose_name_plural = _("Stand des Katalogs")

    def __str__(self) -> str:
        return str(self.number)


class UsageDay(models.Model):
    """How often a dataset was used on one day; nothing about who."""

    key = models.CharField(_("Datensatz"), max_length=200)
    day = models.DateField(_("Tag"))
    """Europe/Berlin."""
    kind = models.CharField(_("Art"), max_length=20)
    """``page``, ``download``, ``query`` or ``api``."""
    count = models.PositiveBigIntegerField(_("Anzahl"), default=0)

    class Meta:
        verbose_name = _("Nutzung eines Tages")
        verbose_name_plural = _("Nutzung nach Tagen")
        ordering: ClassVar[list[str]] = ["key", "day", "kind"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "day", "kind"], name="usage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.day} {self.kind}"
