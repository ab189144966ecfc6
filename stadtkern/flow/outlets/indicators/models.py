# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators that people have defined, and declared ones that they have adjusted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action


class Visibility(models.TextChoices):
    """Who may read it."""

    PUBLIC = "public", _("öffentlich")
    INTERNAL = "internal", _("nur intern")


_ROWS = Rows(department="department", domain="domain", kind="indicator", key="key")


class StoredIndicatorQuerySet(models.QuerySet["StoredIndicator"]):
    """Named questions about indicators."""

    def there(self) -> StoredIndicatorQuerySet:
        """Those that were not removed."""
        return self.filter(deleted_at=None)

    def editable_by(self, visitor: Visitor) -> StoredIndicatorQuerySet:
        """Those that the visitor may change."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))


class StoredIndicator(models.Model):
    """An indicator as the words of ``kernel.indicators``, with whoever is responsible for it."""

    key = models.CharField(_("Kennung"), max_length=60, unique=True)
    definition = models.JSONField(_("Festlegung"))
    """As ``kernel.indicators.Indicator`` is written in JSON."""
    domain = models.CharField(_("Thema"), max_length=60, blank=True)
    """Name of the subject; empty: the whole city."""
    department = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, related_name="indicators"
    )
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.INTERNAL
    )
    declared = models.BooleanField(default=False)
    """A domain declares one of this key; without this row its declaration counts."""
    revision = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    deleted_by = models.CharField(max_length=150, blank=True)
    deleted_at = models.DateTimeField(null=True, db_index=True)

    objects = StoredIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kennzahl")
        verbose_name_plural = _("Kennzahlen")
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return self.key


class IndicatorRevision(models.Model):
    """What an indicator was from a moment on."""

    indicator = models.ForeignKey(StoredIndicator, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    domain = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Fassung einer Kennzahl")
        verbose_name_plural = _("Fassungen von Kennzahlen")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.number}"
