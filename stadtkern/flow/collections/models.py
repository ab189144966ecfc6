# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections of features, and who may see them; the features themselves lie in the lake."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import sharing
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SharedKind


class Visibility(models.TextChoices):
    """Who may see a collection and its features."""

    PUBLIC = "public", _("öffentlich")
    SHARED = "shared", _("geteilt mit Ausgewählten")
    INTERNAL = "internal", _("nur intern")


class GeometryChoice(models.TextChoices):
    """What kind of places a collection has."""

    POINT = "point", _("Punkte")
    LINE = "line", _("Linien")
    POLYGON = "polygon", _("Flächen")
    ANY = "any", _("gemischt")
    NONE = "none", _("ohne Ort")


_ROWS = Rows(department="department", domain="domain", kind="collection", key="key")


class FeatureCollectionQuerySet(models.QuerySet["FeatureCollection"]):
    """Named questions about collections."""

    def public(self) -> FeatureCollectionQuerySet:
        """Collections that anybody may see: public ones that have had a feature."""
        return self.filter(_PUBLIC)

    def visible_to(self, visitor: Visitor) -> FeatureCollectionQuerySet:
        """Collections that are public, shared with or owned by a department of this visitor."""
        found = reach(visitor, Action.SEE_INTERNAL)
        return self.all() if found.everywhere else self.filter(_open_to(visitor) | found.where(_ROWS))

    def seen_by(self, caller: Caller) -> FeatureCollectionQuerySet:
        """Collections that are public, or of the caller's subject, or to which it is bound."""
        shown = _open_to(caller)
        if caller.bound:
            return self.filter(shown | Q(key__in=caller.collections))
        return self.filter(shown | Q(domain=caller.domain)) if caller.domain else self.filter(shown)

    def editable_by(self, visitor: Visitor) -> FeatureCollectionQuerySet:
        """Collections that this visitor may change."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))


class FeatureCollection(models.Model):
    """A collection of features: declared by a domain, or made by people."""

    key = models.CharField(_("Kennung"), max_length=60, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    title_en = models.CharField(_("Titel auf Englisch"), max_length=200, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    description_en = models.TextField(_("Beschreibung auf Englisch"), blank=True)
    domain = models.CharField(_("Thema"), max_length=60, blank=True, db_index=True)
    """Name of the subject; empty: none."""
    source = models.CharField(_("Datenquelle"), max_length=100, blank=True, db_index=True)
    """Key of the declared source that brings the features; empty: people do."""
    department = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, related_name="collections"
    )
    geometry = models.CharField(
        _("Art der Orte"), max_length=10, choices=GeometryChoice, default=GeometryChoice.ANY
    )
    fields = models.JSONField(_("Felder"), default=list)
    """Fields as ``flow.collections.facts`` writes them."""
    name_field = models.CharField(_("Namensfeld"), max_length=60, blank=True)
    style = models.JSONField(_("Darstellung"), default=dict, blank=True)
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.INTERNAL
    )
    themes = models.JSONField(_("EU-Themen"), default=list, blank=True)
    keywords = models.JSONField(_("Schlagwörter"), default=list, blank=True)
    frequency = models.CharField(_("Aktualisierung"), max_length=30, default="UNKNOWN")
    high_value = models.JSONField(_("Hochwertige Datensätze"), default=list, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=60, blank=True)
    """DCAT-AP.de code."""
    publisher = models.CharField(_("Herausgeber"), max_length=300, blank=True)
    attribution = models.CharField(_("Quellenvermerk"), max_length=500, blank=True)
    homepage = models.URLField(_("Webseite"), max_length=500, blank=True)
    edited = models.JSONField(_("von Hand festgelegt"), default=list, blank=True)
    """Names of what a person has set; declarations leave it alone."""
    revision = models.PositiveBigIntegerField(_("Stand"), default=0)
    """Grows with each change of the features and of what is said about them."""
    features = models.PositiveBigIntegerField(_("Objekte"), default=0)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    """The box of all features [° WGS 84]; null: none has a place."""
    data_changed_at = models.DateTimeField(_("Daten geändert"), null=True)
    """Null: it never had a feature."""
    writing_since = models.DateTimeField(null=True)
    """Set while features are written; what stays set was interrupted and is counted anew."""
    created_at = models.DateTimeField(_("angelegt"))
    changed_at = models.DateTimeField(_("geändert"))

    objects = FeatureCollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Objektsammlung")
        verbose_name_plural = _("Objektsammlungen")
        ordering: ClassVar[list[str]] = ["title", "key"]

    def __str__(self) -> str:
        return self.title

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north [° WGS 84]; null when no feature has a place."""
        if self.west is None or self.south is None or self.east is None or self.north is None:
            return None
        return self.west, self.south, self.east, self.north

    @property
    def has_places(self) -> bool:
        """Whether its features lie somewhere."""
        return self.geometry != GeometryChoice.NONE


_PUBLIC = Q(visibility=Visibility.PUBLIC, data_changed_at__isnull=False)


def _open_to(asker: Visitor | Caller) -> Q:
    """Condition that a collection is public, or shared with whoever asks and has had a feature."""
    shared = sharing.seen(SharedKind.COLLECTION, asker, "key", "visibility")
    return _PUBLIC if shared is None else _PUBLIC | (shared & Q(data_changed_at__isnull=False))
