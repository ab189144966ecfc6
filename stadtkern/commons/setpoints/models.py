# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wanted of things: groups, what people decide otherwise, and the newest task that told it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.commons.schedules.models import Profile
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


class Group(models.Model):
    """Things of a subject that are kept alike, because a property of theirs has the same value."""

    domain = models.CharField(_("Thema"), max_length=60, db_index=True)
    name = models.CharField(_("Name"), max_length=100)
    member = models.CharField(_("Merkmal"), max_length=20)
    """Key of the property; ``all``: whatever no other group has."""
    value = models.CharField(_("Wert"), max_length=200, blank=True)
    profile = models.ForeignKey(
        Profile,
        verbose_name=_("Profil"),
        on_delete=models.PROTECT,
        related_name="groups",
        null=True,
        blank=True,
    )
    """Null: nothing is switched."""
    boost_level = models.PositiveSmallIntegerField(_("Wert bei Anwesenheit [%]"), null=True, blank=True)
    boost_minutes = models.PositiveSmallIntegerField(_("Dauer der Anhebung [Minuten]"), default=5)
    boost_stream = models.CharField(_("Datenstrom eines Anwesenheitsmelders"), max_length=300, blank=True)
    boosted_until = models.DateTimeField(_("angehoben bis"), null=True, blank=True)

    class Meta:
        verbose_name = _("Gruppe")
        verbose_name_plural = _("Gruppen")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["domain", "name"], name="one_group_per_name"),
            models.UniqueConstraint(fields=["domain", "member", "value"], name="one_group_per_value"),
        ]

    def __str__(self) -> str:
        return self.name


class OverrideQuerySet(models.QuerySet["Override"]):
    """Named questions about overrides."""

    def current(self, now: datetime) -> OverrideQuerySet:
        """Those in force; of a group the newest counts."""
        return self.filter(ended_at__isnull=True, until__gt=now)


class Override(models.Model):
    """A person decides otherwise than the profile, until a time."""

    group = models.ForeignKey(
        Group, verbose_name=_("Gruppe"), on_delete=models.CASCADE, related_name="overrides"
    )
    level = models.PositiveSmallIntegerField(_("Wert [%]"))
    until = models.DateTimeField(_("bis"))
    reason = models.CharField(_("Grund"), max_length=200)
    created_at = models.DateTimeField(_("seit"))
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("Handbetrieb")
        verbose_name_plural = _("Handbetrieb")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.group}: {self.level} %"
