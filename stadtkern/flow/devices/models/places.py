# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places: locations, where things are and were, and features of interest made of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.callers import Caller

from .things import Thing, Visibility, thing_open_to, thing_seen_by

GEOJSON = "application/geo+json"


class LocationQuerySet(models.QuerySet["Location"]):
    """Named questions about locations."""

    def seen_by(self, caller: Caller) -> LocationQuerySet:
        """Locations of the caller's subject, those of visible things, and unused declared ones."""
        now = Placement.objects.filter(location=OuterRef("pk"))
        once = HistoricalPlacement.objects.filter(location=OuterRef("pk"))
        own = Q(domain=caller.subject) if caller.subject else Q()
        shown = Q(Exists(now.filter(thing_seen_by(caller, "thing__")))) | Q(
            Exists(once.filter(thing_seen_by(caller, "historical_location__thing__")))
        )
        return self.filter(own | shown | (Q(domain="") & ~Q(Exists(now)) & ~Q(Exists(once))))


class Location(models.Model):
    """A place on its own; several things may be there."""

    name = models.CharField(_("Ort"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    encoding_type = models.CharField(_("Format der Lage"), max_length=200, default=GEOJSON)
    location = models.JSONField(_("Lage"))
    """GeoJSON (RFC 7946, WGS 84), or what its encoding type says."""
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True, blank=True)
    """Name of the subject whose keys may change it; empty: told by a source or set by a person."""
    longitude = models.FloatField(_("Länge [°]"), null=True, blank=True)
    latitude = models.FloatField(_("Breite [°]"), null=True, blank=True)
    """WGS 84 (EPSG:4326), a representative point; null when the place has no geometry."""
    west = models.FloatField(_("westlichste Länge [°]"), null=True, blank=True)
    south = models.FloatField(_("südlichste Breite [°]"), null=True, blank=True)
    east = models.FloatField(_("östlichste Länge [°]"), null=True, blank=True)
    north = models.FloatField(_("nördlichste Breite [°]"), null=True, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Standort")
        verbose_name_plural = _("Standorte")
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["west", "east", "south", "north"], name="location_box")
        ]

    def __str__(self) -> str:
        return self.name or f"{self.longitude} {self.latitude}"


class Placement(models.Model):
    """A thing is at a location now."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="placements")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="placements")

    class Meta:
        verbose_name = _("Aufenthalt")
        verbose_name_plural = _("Aufenthalte")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["thing", "location"], name="placement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.thing_id} @ {self.location_id}"


class HistoricalLocationQuerySet(models.QuerySet["HistoricalLocation"]):
    """Named questions about historical locations."""

    def current(self) -> HistoricalLocationQuerySet:
        """Since when things are where they are: at most one per thing."""
        return self.filter(until=None)

    def seen_by(self, caller: Caller) -> HistoricalLocationQuerySet:
        """Those of things that the caller sees."""
        return self.filter(thing_seen_by(caller, "thing__"))


class HistoricalLocation(models.Model):
    """Where a thing was from a time on; the row without ``until`` says since when it is where it is."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="historical_locations")
    time = models.DateTimeField(_("gültig ab"))
    until = models.DateTimeField(_("gültig bis"), null=True, blank=True)
    locations = models.ManyToManyField(
        Location, through="devices.HistoricalPlacement", related_name="historical_locations"
    )

    objects = HistoricalLocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("früherer Standort")
        verbose_name_plural = _("frühere Standorte")
        ordering: ClassVar[list[str]] = ["-time", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thing", "time"], name="historical_thing_time")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["thing"], condition=Q(until__isnull=True), name="one_open_historical_location"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.time:%Y-%m-%dT%H:%M:%SZ}"


class HistoricalPlacement(models.Model):
    """A thing was at a location then."""

    historical_location = models.ForeignKey(
        HistoricalLocation, on_delete=models.CASCADE, related_name="placements"
    )
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="historical_placements")

    class Meta:
        verbose_name = _("früherer Aufenthalt")
        verbose_name_plural = _("frühere Aufenthalte")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["historical_location", "location"], name="historical_placement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.historical_location_id} @ {self.location_id}"


class FeatureQuerySet(models.QuerySet["FeatureOfInterest"]):
    """Named questions about features of interest."""

    def seen_by(self, caller: Caller) -> FeatureQuerySet:
        """Features of the caller's subject, and public ones unless made of a location that is not visible."""
        shown = Location.objects.order_by().seen_by(caller).filter(pk=OuterRef("location"))
        own = Q(domain=caller.subject) if caller.subject else Q()
        public = Q(visibility=Visibility.PUBLIC) & (Q(location=None) | Q(Exists(shown)))
        if not caller.client:
            return self.filter(own | public)
        placed = Placement.objects.order_by().filter(location=OuterRef("location"))
        mine = Exists(placed.filter(thing_open_to(caller, "thing__")))
        return self.filter(own | public | Q(mine))


class FeatureOfInterest(models.Model):
    """What an observation is about; the place of its thing unless something else was said."""

    name = models.CharField(_("Name"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    encoding_type = models.CharField(_("Format der Lage"), max_length=200, default=GEOJSON)
    feature = models.JSONField(_("Lage"))
    """GeoJSON (RFC 7946, WGS 84), or what its encoding type says."""
    properties = models.JSONField(_("Eigenschaften"), default=dict, blank=True)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True, blank=True)
    """Name of the subject whose keys may change it; empty: made of a place that a source told."""
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    location = models.OneToOneField(
        Location, on_delete=models.SET_NULL, related_name="feature", null=True, blank=True
    )
    """The location that it was made of."""
    west = models.FloatField(_("westlichste Länge [°]"), null=True, blank=True)
    south = models.FloatField(_("südlichste Breite [°]"), null=True, blank=True)
    east = models.FloatField(_("östlichste Länge [°]"), null=True, blank=True)
    north = models.FloatField(_("nördlichste Breite [°]"), null=True, blank=True)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Untersuchungsobjekt")
        verbose_name_plural = _("Untersuchungsobjekte")
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["west", "east", "south", "north"], name="feature_box")
        ]

    def __str__(self) -> str:
        return self.name
