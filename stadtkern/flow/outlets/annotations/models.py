# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that people have noted: when, where, and who may read of them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action


class Kind(models.TextChoices):
    """What it was."""

    ROADWORKS = "roadworks", _("Baustelle")
    FESTIVAL = "festival", _("Veranstaltung")
    WEATHER = "weather", _("Wetterlage")
    OPENING = "opening", _("Eröffnung oder neue Anlage")
    CLOSURE = "closure", _("Sperrung oder Schließung")
    FAULT = "fault", _("Störung der Messung")
    HOLIDAY = "holiday", _("Feiertag")
    OTHER = "other", _("Sonstiges")


class Extent(models.TextChoices):
    """Where it was."""

    CITY = "city", _("in der ganzen Stadt")
    DISTRICT = "district", _("in einem Stadtteil")
    THINGS = "things", _("an bestimmten Orten")
    STREAMS = "streams", _("bei bestimmten Messreihen")


class Visibility(models.TextChoices):
    """Who may read of it."""

    PUBLIC = "public", _("öffentlich")
    INTERNAL = "internal", _("nur intern")


_ROWS = Rows(department="department", domain="domain")


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    """Named questions about events."""

    def there(self) -> AnnotationQuerySet:
        """Those that were not removed."""
        return self.filter(deleted_at=None)

    def visible_to(self, visitor: Visitor | None) -> AnnotationQuerySet:
        """Public ones, and what is internal in departments of the visitor; null: the public."""
        public = Q(visibility=Visibility.PUBLIC)
        if visitor is None:
            return self.there().filter(public)
        return self.there().filter(public | reach(visitor, Action.SEE_INTERNAL).where(_ROWS))

    def editable_by(self, visitor: Visitor) -> AnnotationQuerySet:
        """Those that the visitor may change."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))

    def during(self, start: datetime, end: datetime) -> AnnotationQuerySet:
        """Those that lie at some time within ``[start, end)``."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=start), starts_at__lt=end)

    def about(self, domain: str) -> AnnotationQuerySet:
        """Those that concern a subject: named for it, or for all."""
        return self.filter(domain__in=("", domain)) if domain else self


class Annotation(models.Model):
    """A stretch of time that explains numbers."""

    title = models.CharField(_("Titel"), max_length=200)
    title_en = models.CharField(_("Titel auf Englisch"), max_length=200, blank=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.OTHER)
    starts_at = models.DateTimeField(_("Beginn"), db_index=True)
    ends_at = models.DateTimeField(_("Ende"), null=True, blank=True)
    """Exclusive; null: it lasts, as a new cycle path does."""
    extent = models.CharField(_("Wo"), max_length=10, choices=Extent, default=Extent.CITY)
    district = models.CharField(_("Stadtteil"), max_length=200, blank=True)
    codes = models.JSONField(_("Kennungen"), default=list, blank=True)
    """Codes of things or of datastreams."""
    domain = models.CharField(_("Thema"), max_length=60, blank=True)
    """Name of a subject; empty: it concerns all."""
    text = models.TextField(_("Beschreibung"), max_length=2000, blank=True)
    text_en = models.TextField(_("Beschreibung auf Englisch"), max_length=2000, blank=True)
    link = models.URLField(_("Link"), max_length=500, blank=True)
    expression = models.TextField(_("Was ausgewertet wird"), max_length=4000, blank=True)
    """Expression of the series language; empty: no evaluation is proposed."""
    comparison = models.TextField(_("Womit verglichen wird"), max_length=4000, blank=True)
    weather = models.TextField(_("Wetter"), max_length=4000, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, related_name="annotations"
    )
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.INTERNAL
    )
    revision = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    deleted_by = models.CharField(max_length=150, blank=True)
    deleted_at = models.DateTimeField(null=True, db_index=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ereignis")
        verbose_name_plural = _("Ereignisse")
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="annotation_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title
