# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with things of the city, and how far the repair is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import Thing
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action


class State(models.TextChoices):
    """How far the repair is."""

    OPEN = "open", _("offen")
    PROGRESS = "progress", _("in Arbeit")
    DONE = "done", _("erledigt")


_ROWS = Rows(department="thing__owner", domain="thing__domain", kind="thing", key="thing__code")


class DefectQuerySet(models.QuerySet["Defect"]):
    """Named questions about defects."""

    def unsettled(self) -> DefectQuerySet:
        """Those that are not done."""
        return self.exclude(state=State.DONE)

    def editable_by(self, visitor: Visitor) -> DefectQuerySet:
        """Those of things that this visitor may change."""
        found = reach(visitor, Action.EDIT).where(_ROWS) | reach(visitor, Action.CONNECT).where(_ROWS)
        return self.filter(found)


class Defect(models.Model):
    """Something is wrong with a thing. Who has told it is not stored."""

    thing = models.ForeignKey(
        Thing, verbose_name=_("Objekt"), on_delete=models.CASCADE, related_name="defects"
    )
    kind = models.CharField(_("Art"), max_length=20)
    """Key of the subject's own; a thing has one unsettled defect of each kind."""
    what = models.CharField(_("Mangel"), max_length=100)
    """German text of the kind, translated where it is shown."""
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    reports = models.PositiveIntegerField(_("Meldungen"), default=0)
    measured = models.BooleanField(_("aus Messwerten"), default=False)
    detail = models.CharField(_("Einzelheit"), max_length=200, blank=True)
    note = models.CharField(_("Bemerkung"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("gemeldet"), db_index=True)
    changed_at = models.DateTimeField(_("geändert"))

    objects = DefectQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mangel")
        verbose_name_plural = _("Mängel")
        ordering: ClassVar[list[str]] = ["opened_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["thing", "kind"], condition=~Q(state="done"), name="one_unsettled_defect_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing_id}: {self.what}"
