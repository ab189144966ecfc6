# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register: things, their locations, sensors, observed properties, datastreams, features of interest.

Entities and names follow OGC SensorThings API Part 1 (18-088), clause 8. A datastream has one or more
components, so one with several observed properties (the standard's MultiDatastream) is the same concept.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Visitor, departments_of, may_administrate


class Visibility(models.TextChoices):
    """Who may see a thing and its datastreams."""

    PUBLIC = "public", _("öffentlich")
    INTERNAL = "internal", _("nur intern")


class SourceState(models.Model):
    """How a declared source is doing: last fetch, last success, outage. One row per source key."""

    key = models.CharField(max_length=100, primary_key=True)
    last_attempt_at = models.DateTimeField(_("letzter Versuch"), null=True)
    last_success_at = models.DateTimeField(_("letzter Erfolg"), null=True)
    last_observation_at = models.DateTimeField(_("neuester Messwert"), null=True)
    outage_since = models.DateTimeField(_("gestört seit"), null=True)
    outage_reason = models.CharField(_("Grund der Störung"), max_length=500, blank=True)
    failures = models.PositiveIntegerField(_("Fehlversuche in Folge"), default=0)
    next_attempt_at = models.DateTimeField(_("nächster Versuch"), null=True, db_index=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    stored = models.BigIntegerField(_("gespeicherte Werte"), default=0)
    duplicates = models.BigIntegerField(_("doppelt gelieferte Werte"), default=0)
    rejected = models.BigIntegerField(_("abgewiesene Datensätze"), default=0)
    paused = models.BooleanField(_("angehalten"), default=False)

    class Meta:
        verbose_name = _("Zustand einer Datenquelle")
        verbose_name_plural = _("Zustände der Datenquellen")

    def __str__(self) -> str:
        return self.key


class RegisterRevision(models.Model):
    """One row with a token that changes when datastreams come or go, which voids what processes remember.

    The row is also the lock under which things and datastreams are written in bulk.
    """

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("Stand des Registers")
        verbose_name_plural = _("Stand des Registers")

    def __str__(self) -> str:
        return self.token


def new_revision() -> None:
    """Void what processes remember of datastreams; call it in the transaction that adds or removes some."""
    RegisterRevision.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})


class ThingQuerySet(models.QuerySet["Thing"]):
    """Named questions about things."""

    def public(self) -> ThingQuerySet:
        """Things that anybody may see."""
        return self.filter(visibility=Visibility.PUBLIC)

    def visible_to(self, visitor: Visitor) -> ThingQuerySet:
        """Things that are public, or that a department of this visitor owns; administrators see all."""
        if may_administrate(visitor):
            return self.all()
        return self.filter(Q(visibility=Visibility.PUBLIC) | Q(owner__in=departments_of(visitor)))

    def editable_by(self, visitor: Visitor) -> ThingQuerySet:
        """Things that this visitor may change."""
        return self.all() if may_administrate(visitor) else self.filter(owner__in=departments_of(visitor))

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete with everything that hangs on them; processes forget their datastreams."""
        new_revision()
        return super().delete()


class Thing(models.Model):
    """A physical or virtual thing of the city: counting site, weather station, car park, charging station."""

    code = models.CharField(_("Kennung"), max_length=200, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True)
    """Name of the declared domain."""
    source = models.CharField(_("Datenquelle"), max_length=100, db_index=True, blank=True)
    """Key of the declared source that told about it; empty when a person entered it."""
    owner = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, related_name="things"
    )
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    licence = models.CharField(_("Lizenz"), max_length=60, blank=True)
    """DCAT-AP.de code; empty: the licence of the source."""
    retention_days = models.PositiveIntegerField(_("Aufbewahrung [Tage]"), null=True, blank=True)
    """Null: as the domain declares."""
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    edited = models.JSONField(_("von Hand festgelegt"), default=list, blank=True)
    """Names of the fields that a person has set; sources leave them alone."""
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    objects = ThingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Objekt")
        verbose_name_plural = _("Objekte")
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete with everything that hangs on it; processes forget its datastreams."""
        new_revision()
        return super().delete(using=using, keep_parents=keep_parents)


class LocationQuerySet(models.QuerySet["Location"]):
    """Named questions about locations."""

    def current(self) -> LocationQuerySet:
        """Where things are now: at most one per thing."""
        return self.filter(valid_to=None)


class Location(models.Model):
    """Where a thing is or was: the row without ``valid_to`` is the current one (at most one per thing)."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="locations")
    longitude = models.FloatField(_("Länge [°]"))
    latitude = models.FloatField(_("Breite [°]"))
    """WGS 84 (EPSG:4326); a representative point when ``geometry`` is given."""
    geometry = models.JSONField(_("Geometrie"), null=True, blank=True)
    """GeoJSON geometry (RFC 7946) when the place is more than a point."""
    name = models.CharField(_("Ort"), max_length=300, blank=True)
    valid_from = models.DateTimeField(_("gültig ab"))
    valid_to = models.DateTimeField(_("gültig bis"), null=True, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Standort")
        verbose_name_plural = _("Standorte")
        ordering: ClassVar[list[str]] = ["-valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["thing"], condition=Q(valid_to__isnull=True), name="one_current_location"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.longitude:.5f} {self.latitude:.5f}"


class Sensor(models.Model):
    """The instrument (or procedure) that makes the observations of datastreams."""

    code = models.CharField(_("Kennung"), max_length=200, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    metadata = models.URLField(_("Datenblatt"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("Sensor")
        verbose_name_plural = _("Sensoren")
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ObservedProperty(models.Model):
    """A measured quantity in the register; declared ones are copied from ``kernel.quantities`` at start."""

    key = models.CharField(_("Kennung"), max_length=100, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    name_en = models.CharField(_("Name (englisch)"), max_length=300, blank=True)
    definition = models.URLField(_("Definition"), max_length=500, blank=True)
    ucum = models.CharField(_("Einheit (UCUM)"), max_length=60)
    symbol = models.CharField(_("Einheitenzeichen"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Messgröße")
        verbose_name_plural = _("Messgrößen")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class FeatureOfInterest(models.Model):
    """What an observation is about when that is not the place of its thing."""

    code = models.CharField(_("Kennung"), max_length=200, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    geometry = models.JSONField(_("Geometrie"), null=True, blank=True)

    class Meta:
        verbose_name = _("Untersuchungsobjekt")
        verbose_name_plural = _("Untersuchungsobjekte")

    def __str__(self) -> str:
        return self.name


class DatastreamQuerySet(models.QuerySet["Datastream"]):
    """Named questions about datastreams."""

    def public(self) -> DatastreamQuerySet:
        """Datastreams that anybody may see."""
        return self.filter(thing__visibility=Visibility.PUBLIC, visibility=Visibility.PUBLIC)

    def visible_to(self, visitor: Visitor) -> DatastreamQuerySet:
        """Datastreams that are public, or whose thing a department of this visitor owns."""
        if may_administrate(visitor):
            return self.all()
        public = Q(thing__visibility=Visibility.PUBLIC, visibility=Visibility.PUBLIC)
        return self.filter(public | Q(thing__owner__in=departments_of(visitor)))

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete; processes forget them."""
        new_revision()
        return super().delete()


class Datastream(models.Model):
    """A series of observations of one thing by one sensor; its id is the lake's ``datastream_id``."""

    code = models.CharField(_("Kennung"), max_length=300, unique=True)
    name = models.CharField(_("Name"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="datastreams")
    sensor = models.ForeignKey(
        Sensor, on_delete=models.PROTECT, related_name="datastreams", null=True, blank=True
    )
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
        """Delete; processes forget it."""
        new_revision()
        return super().delete(using=using, keep_parents=keep_parents)


class Component(models.Model):
    """One observed property of a datastream, in the order of its values; most datastreams have just one."""

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="components")
    position = models.PositiveSmallIntegerField(default=0)
    observed_property = models.ForeignKey(
        ObservedProperty, on_delete=models.PROTECT, related_name="components"
    )

    class Meta:
        verbose_name = _("Bestandteil")
        verbose_name_plural = _("Bestandteile")
        ordering: ClassVar[list[str]] = ["datastream", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["datastream", "position"], name="component_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.observed_property}"
