# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observed properties, and datastreams with their components."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import sharing
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SharedKind

from .state import new_revision
from .things import Thing, Visibility, thing_open_to

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
COMPLEX_OBSERVATION = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation"


class ObservedPropertyQuerySet(models.QuerySet["ObservedProperty"]):
    """Named questions about observed properties."""

    def seen_by(self, caller: Caller) -> ObservedPropertyQuerySet:
        """All of them: the names of quantities are no secret."""
        return self.all()


class ObservedProperty(models.Model):
    """A measured quantity in the register; declared ones are copied from ``kernel.quantities`` at start."""

    key = models.CharField(_("Kennung"), max_length=100, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    name_en = models.CharField(_("Name (englisch)"), max_length=300, blank=True)
    definition = models.CharField(_("Definition"), max_length=2000, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True, blank=True)
    """Name of the subject whose keys may change it; empty: declared."""
    ucum = models.CharField(_("Einheit (UCUM)"), max_length=60, blank=True)
    """Empty when each datastream names its own unit."""
    symbol = models.CharField(_("Einheitenzeichen"), max_length=60, blank=True)

    objects = ObservedPropertyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Messgröße")
        verbose_name_plural = _("Messgrößen")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


_ROWS = Rows(department="thing__owner", domain="thing__domain", kind="datastream", key="code")
_OF_THINGS = Rows(department="thing__owner", domain="thing__domain", kind="thing", key="thing__code")


class DatastreamQuerySet(models.QuerySet["Datastream"]):
    """Named questions about datastreams."""

    def public(self) -> DatastreamQuerySet:
        """Datastreams that anybody may see."""
        return self.filter(thing__visibility=Visibility.PUBLIC, visibility=Visibility.PUBLIC)

    def visible_to(self, visitor: Visitor) -> DatastreamQuerySet:
        """Datastreams that are public, shared with, or of a thing owned by a department of this visitor."""
        found = reach(visitor, Action.SEE_INTERNAL)
        if found.everywhere:
            return self.all()
        return self.filter(_open_to(visitor) | found.where(_ROWS) | found.where(_OF_THINGS))

    def seen_by(self, caller: Caller) -> DatastreamQuerySet:
        """Datastreams that are public with their things, or of things of the caller's subject."""
        return self.filter(stream_seen_by(caller))

    def open_to(self, caller: Caller) -> DatastreamQuerySet:
        """Datastreams that are public or shared with the caller, whatever else it sees."""
        return self.filter(_open_to(caller))

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete with their shares; processes forget them."""
        new_revision()
        sharing.forget(SharedKind.DATASTREAM, self.filter(visibility=Visibility.SHARED))
        return super().delete()


def stream_seen_by(caller: Caller, prefix: str = "") -> Q:
    """Condition that the datastream at the end of ``prefix`` is public, or of the caller's subject."""
    public = _open_to(caller, prefix)
    if caller.bound:
        return public | Q((f"{prefix}pk__in", caller.datastreams)) if caller.datastreams else public
    return public | Q((f"{prefix}thing__domain", caller.domain)) if caller.domain else public


def _open_to(asker: Visitor | Caller, prefix: str = "") -> Q:
    """Condition that datastream and thing are each public or shared: a datastream is never wider."""
    shown = Q((f"{prefix}visibility", Visibility.PUBLIC))
    shared = sharing.seen(SharedKind.DATASTREAM, asker, f"{prefix}code", f"{prefix}visibility")
    return (shown if shared is None else shown | shared) & thing_open_to(asker, f"{prefix}thing__")


class Datastream(models.Model):
    """A series of observations of one thing by one sensor; its id is the lake's ``datastream_id``."""

    code = models.CharField(_("Kennung"), max_length=300, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="datastreams")
    sensor = models.ForeignKey(
        "devices.Sensor", on_delete=models.PROTECT, related_name="datastreams", null=True, blank=True
    )
    observation_type = models.CharField(_("Art der Beobachtung"), max_length=500, default=MEASUREMENT)
    """URI of the type of its results (OGC 10-004r3 clause 8.2)."""
    multi = models.BooleanField(_("mehrere Messgrößen"), default=False)
    """Whether results are lists with one value per component: the standard's MultiDatastream."""
    observed_area = models.JSONField(_("Messgebiet"), null=True, blank=True)
    """GeoJSON polygon, WGS 84; null: the places of its thing."""
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    interval_s = models.PositiveIntegerField(_("Messabstand [s]"), null=True, blank=True)
    period = models.BooleanField(_("Werte gelten für den Zeitraum ab dem Zeitpunkt"), default=False)
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    objects = DatastreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("Datenstrom")
        verbose_name_plural = _("Datenströme")
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete with its shares; processes forget it."""
        new_revision()
        sharing.forget(SharedKind.DATASTREAM, Datastream.objects.filter(pk=self.pk))
        return super().delete(using=using, keep_parents=keep_parents)


class ComponentQuerySet(models.QuerySet["Component"]):
    """Named questions about components."""

    def seen_by(self, caller: Caller) -> ComponentQuerySet:
        """Those of datastreams that the caller sees."""
        return self.filter(stream_seen_by(caller, "datastream__"))


class Component(models.Model):
    """One observed property of a datastream, in the order of its values; most datastreams have just one."""

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="components")
    position = models.PositiveSmallIntegerField(default=0)
    observed_property = models.ForeignKey(
        ObservedProperty, on_delete=models.PROTECT, related_name="components"
    )
    observation_type = models.CharField(_("Art der Beobachtung"), max_length=500, default=MEASUREMENT)
    """URI of the type of its values; speaks only in a datastream with several."""
    unit_name = models.CharField(_("Name der Einheit"), max_length=300, null=True, blank=True)  # noqa: DJ001
    """Null in all three: as the observed property says."""
    unit_symbol = models.CharField(_("Einheitenzeichen"), max_length=300, null=True, blank=True)  # noqa: DJ001
    unit_definition = models.CharField(_("Einheit"), max_length=2000, null=True, blank=True)  # noqa: DJ001
    """URI or UCUM code."""

    objects = ComponentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bestandteil")
        verbose_name_plural = _("Bestandteile")
        ordering: ClassVar[list[str]] = ["datastream", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["datastream", "position"], name="component_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.observed_property}"
