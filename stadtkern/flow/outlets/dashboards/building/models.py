# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody is building and has not saved yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Person


class Draft(models.Model):
    """A dashboard as one person has it on the workbench, with the steps that led there."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    dashboard = models.CharField(_("Dashboard"), max_length=60)
    """Key of the dashboard."""
    revision = models.PositiveIntegerField(_("Fassung"))
    """Of the dashboard when the draft began."""
    states = models.JSONField(_("Schritte"), default=list)
    """The dashboard as JSON, first as it was found, then after each step; the newest ones are kept."""
    at = models.PositiveSmallIntegerField(_("Stand"), default=0)
    """Place of the state that counts now; those behind it were undone."""
    changed_at = models.DateTimeField(_("geändert"), db_index=True)

    class Meta:
        verbose_name = _("Entwurf eines Dashboards")
        verbose_name_plural = _("Entwürfe von Dashboards")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "dashboard"], name="draft_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.at}"
