# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors and actuators: what makes observations, and what carries out tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.callers import Caller

from .streams import Datastream
from .tasking import TaskingCapability


class Instrument(models.Model):
    """What sensors and actuators have in common; no table of its own."""

    code = models.CharField(_("Kennung"), max_length=200, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    encoding_type = models.CharField(_("Format der Angaben"), max_length=200, default="text/html")
    """Media type of ``metadata``."""
    metadata = models.JSONField(_("Angaben"), null=True, blank=True)
    """Address of a data sheet, or the data sheet itself as text or JSON."""
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True, blank=True)
    """Name of the subject whose keys may change it; empty: declared."""

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SensorQuerySet(models.QuerySet["Sensor"]):
    """Named questions about sensors."""

    def seen_by(self, caller: Caller) -> SensorQuerySet:
        """Sensors of the caller's subject, those of visible datastreams, and declared ones without any."""
        streams = Datastream.objects.order_by().filter(sensor=OuterRef("pk"))
        return self.filter(_seen(caller, Exists(streams.seen_by(caller)), Exists(streams)))


class Sensor(Instrument):
    """The instrument (or procedure) that makes the observations of datastreams."""

    objects = SensorQuerySet.as_manager()

    class Meta(Instrument.Meta):
        verbose_name = _("Sensor")
        verbose_name_plural = _("Sensoren")


class ActuatorQuerySet(models.QuerySet["Actuator"]):
    """Named questions about actuators."""

    def seen_by(self, caller: Caller) -> ActuatorQuerySet:
        """Actuators of the caller's subject, those of visible capabilities, and declared ones without any."""
        capabilities = TaskingCapability.objects.order_by().filter(actuator=OuterRef("pk"))
        return self.filter(_seen(caller, Exists(capabilities.seen_by(caller)), Exists(capabilities)))


class Actuator(Instrument):
    """What carries out tasks (OGC 17-079r1 clause 8.3)."""

    objects = ActuatorQuerySet.as_manager()

    class Meta(Instrument.Meta):
        verbose_name = _("Aktor")
        verbose_name_plural = _("Aktoren")


def _seen(caller: Caller, shown: Exists, used: Exists) -> Q:
    own = Q(domain=caller.subject) if caller.subject else Q()
    return own | Q(shown) | (Q(domain="") & ~Q(used))
