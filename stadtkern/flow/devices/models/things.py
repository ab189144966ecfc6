# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things, and who may see them."""

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

from .state import new_revision


class Visibility(models.TextChoices):
    """Who may see a thing and its datastreams."""

    PUBLIC = "public", _("öffentlich")
    SHARED = "shared", _("geteilt mit Ausgewählten")
    INTERNAL = "internal", _("nur intern")


_ROWS = Rows(department="owner", domain="domain", kind="thing", key="code")


class ThingQuerySet(models.QuerySet["Thing"]):
    """Named questions about things."""

    def public(self) -> ThingQuerySet:
        """Things that anybody may see."""
        return self.filter(visibility=Visibility.PUBLIC)

    def visible_to(self, visitor: Visitor) -> ThingQuerySet:
        """Things that are public, shared with or owned by a department of this visitor."""
        found = reach(visitor, Action.SEE_INTERNAL)
        if found.everywhere:
            return self.all()
        return self.filter(Q(visibility=Visibility.PUBLIC) | found.where(_ROWS) | _shared(visitor))

    def seen_by(self, caller: Caller) -> ThingQuerySet:
        """Things that are public, or of the caller's subject."""
        return self.filter(thing_seen_by(caller))

    def editable_by(self, visitor: Visitor) -> ThingQuerySet:
        """Things that this visitor may change."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete with everything that hangs on them; processes forget their datastreams."""
        new_revision()
        _forget_shares(self)
        return super().delete()


def thing_seen_by(caller: Caller, prefix: str = "") -> Q:
    """Condition that the thing at the end of ``prefix`` is public, shared, or of the caller's subject."""
    public = Q((f"{prefix}visibility", Visibility.PUBLIC)) | _shared(caller, prefix)
    if caller.bound:
        return public | Q((f"{prefix}pk__in", caller.things)) if caller.things else public
    return public | Q((f"{prefix}domain", caller.domain)) if caller.domain else public


def thing_open_to(asker: Visitor | Caller, prefix: str = "") -> Q:
    """Condition that the thing is public or shared with whoever asks, whatever else they may see."""
    return Q((f"{prefix}visibility", Visibility.PUBLIC)) | _shared(asker, prefix)


def _shared(asker: Visitor | Caller, prefix: str = "") -> Q:
    found = sharing.seen(SharedKind.THING, asker, f"{prefix}code", f"{prefix}visibility")
    return Q(pk__in=()) if found is None else found


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
    locations = models.ManyToManyField(
        "devices.Location", verbose_name=_("Standorte"), through="devices.Placement", related_name="things"
    )
    """Where it is now."""
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
        _forget_shares(Thing.objects.filter(pk=self.pk))
        return super().delete(using=using, keep_parents=keep_parents)


def _forget_shares(things: models.QuerySet[Thing]) -> None:
    rows = things.order_by()
    sharing.forget(SharedKind.DATASTREAM, rows.exclude(datastreams=None), key="datastreams__code")
    sharing.forget(SharedKind.THING, rows)
