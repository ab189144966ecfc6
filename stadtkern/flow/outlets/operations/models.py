# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the register keeps of operations: maintenance and troubles; no personal data in either."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MaintenanceQuerySet(models.QuerySet["Maintenance"]):
    """Maintenance in questions."""

    def open(self) -> MaintenanceQuerySet:
        """Announced or in force."""
        return self.filter(ended_at=None)


class Maintenance(models.Model):
    """A time in which the pages are closed; announced beforehand, ended by a person."""

    reason = models.CharField(_("Grund"), max_length=300)
    """One sentence for everybody."""
    announced_at = models.DateTimeField(_("angekündigt"))
    begins_at = models.DateTimeField(_("Beginn"))
    until = models.DateTimeField(_("voraussichtliches Ende"), null=True)
    """Null: unknown. It does not end by itself: what is being done may take longer."""
    takes_data = models.BooleanField(_("nimmt Messwerte an"), default=True)
    ended_at = models.DateTimeField(_("beendet"), null=True)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wartung")
        verbose_name_plural = _("Wartungen")
        ordering: ClassVar[list[str]] = ["-begins_at"]

    def __str__(self) -> str:
        return f"{self.begins_at:%Y-%m-%d %H:%M}"

    def in_force(self, now: datetime) -> bool:
        """Whether the pages are closed at this moment."""
        return self.ended_at is None and self.begins_at <= now


class Severity(models.TextChoices):
    """How bad a trouble is."""

    BAD = "bad", _("Fehler")
    WARN = "warn", _("Hinweis")


class TroubleQuerySet(models.QuerySet["Trouble"]):
    """Troubles in questions."""

    def open(self) -> TroubleQuerySet:
        """Those that last."""
        return self.filter(ended_at=None)


class Trouble(models.Model):
    """Something that is wrong with the platform itself, from when it was first seen until it was over."""

    key = models.CharField(max_length=200)
    """What is wrong with which part, e.g. ``source:dwd``; once among the open ones."""
    severity = models.CharField(_("Schwere"), max_length=10, choices=Severity)
    heading = models.CharField(_("Was"), max_length=200)
    text = models.CharField(_("Genauer"), max_length=500)
    page = models.CharField(max_length=100)
    """Name of the address where it is dealt with."""
    since = models.DateTimeField(_("seit"))
    seen = models.PositiveIntegerField(default=1)
    """How many looks in a row have found it."""
    told_at = models.DateTimeField(_("gemeldet"), null=True)
    ended_at = models.DateTimeField(_("vorbei"), null=True, db_index=True)
    end_told = models.BooleanField(default=False)

    objects = TroubleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Störung der Plattform")
        verbose_name_plural = _("Störungen der Plattform")
        ordering: ClassVar[list[str]] = ["-since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(ended_at=None), name="operations_one_open_trouble_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.key
