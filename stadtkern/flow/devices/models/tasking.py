# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What things can be told to do, and what they were told: OGC 17-079r1 clause 8."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.callers import Caller

from .things import Thing, thing_seen_by


class TaskingCapabilityQuerySet(models.QuerySet["TaskingCapability"]):
    """Named questions about tasking capabilities."""

    def seen_by(self, caller: Caller) -> TaskingCapabilityQuerySet:
        """Those of things that the caller sees."""
        return self.filter(thing_seen_by(caller, "thing__"))


class TaskingCapability(models.Model):
    """What a thing can be told to do through an actuator."""

    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    parameters = models.JSONField(_("Parameter"), default=dict)
    """SWE Common DataRecord as JSON: which parameters a task has."""
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="tasking_capabilities")
    actuator = models.ForeignKey(
        "devices.Actuator", on_delete=models.PROTECT, related_name="tasking_capabilities"
    )

    objects = TaskingCapabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Steuerungsmöglichkeit")
        verbose_name_plural = _("Steuerungsmöglichkeiten")
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class TaskStatus(models.TextChoices):
    """How far a task is; it only goes forward."""

    CREATED = "created", _("angelegt")
    DELIVERED = "delivered", _("zugestellt")
    ACCEPTED = "accepted", _("angenommen")
    RUNNING = "running", _("läuft")
    COMPLETED = "completed", _("ausgeführt")
    FAILED = "failed", _("gescheitert")
    REJECTED = "rejected", _("abgelehnt")
    CANCELLED = "cancelled", _("zurückgezogen")


class TaskQuerySet(models.QuerySet["Task"]):
    """Named questions about tasks."""

    def seen_by(self, caller: Caller) -> TaskQuerySet:
        """Those for things that the caller sees."""
        return self.filter(thing_seen_by(caller, "capability__thing__"))


class Task(models.Model):
    """What a thing was told to do, and what came of it."""

    capability = models.ForeignKey(TaskingCapability, on_delete=models.CASCADE, related_name="tasks")
    parameters = models.JSONField(_("Parameter"), default=dict)
    created_at = models.DateTimeField(_("angelegt"))
    status = models.CharField(
        _("Stand"), max_length=10, choices=TaskStatus, default=TaskStatus.CREATED, db_index=True
    )
    status_at = models.DateTimeField(_("Stand vom"))
    outcome = models.JSONField(_("Ergebnis"), null=True, blank=True)
    caller = models.CharField(_("Auftraggeber"), max_length=150)
    """Name of the key that asked for it."""

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Auftrag")
        verbose_name_plural = _("Aufträge")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.capability_id}: {self.status}"
