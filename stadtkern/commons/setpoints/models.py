# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wanted of a thing, with the newest task that told it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import Task, TaskingCapability, TaskStatus

WITHIN_S = 900
"""How long an answer may take where the actuator does not name ``acknowledge_within_s``."""
ANSWERED = (TaskStatus.ACCEPTED, TaskStatus.RUNNING, TaskStatus.COMPLETED)
REFUSED = (TaskStatus.FAILED, TaskStatus.REJECTED)


class SetpointQuerySet(models.QuerySet["Setpoint"]):
    """Named questions about setpoints."""

    def of(self, domain: str) -> SetpointQuerySet:
        """Those of things of a subject."""
        return self.filter(capability__thing__domain=domain)

    def confirmed(self) -> SetpointQuerySet:
        """The other side has answered; an answer that was tidied away counts."""
        return self.filter(Q(task__isnull=True, refusal="") | Q(task__status__in=ANSWERED))

    def troubled(self, now: datetime) -> SetpointQuerySet:
        """Refused, or without answer for longer than usual; the actuator may allow itself more."""
        silent = Q(task__status__in=(TaskStatus.CREATED, TaskStatus.DELIVERED))
        late = silent & Q(task__status_at__lt=now - timedelta(seconds=WITHIN_S))
        return self.filter(late | Q(task__status__in=REFUSED) | ~Q(refusal=""))


class Setpoint(models.Model):
    """One row per capability that is kept at something; not a measurement: what people and plans want."""

    capability = models.OneToOneField(TaskingCapability, on_delete=models.CASCADE, related_name="setpoint")
    parameters = models.JSONField(_("Sollwert"))
    """Parameters of the task."""
    decided_at = models.DateTimeField(_("entschieden"))
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="setpoints")
    attempt = models.PositiveSmallIntegerField(_("Versuch"), default=1)

    refusal = models.CharField(_("Grund der Ablehnung"), max_length=300, blank=True)
    """Why no task could be made; empty: there is, or was, one."""

    objects = SetpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sollwert")
        verbose_name_plural = _("Sollwerte")
        ordering: ClassVar[list[str]] = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.capability_id}: {self.parameters}"
