# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards of the city, what they said before, and the pictures on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import sharing
from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SharedKind


class Visibility(models.TextChoices):
    """Who reads a dashboard."""

    PUBLIC = "public", _("öffentlich")
    SHARED = "shared", _("geteilt")
    INTERNAL = "internal", _("intern")


_ROWS = Rows(department="department", domain="domain", kind="dashboard", key="key")


class DashboardQuerySet(models.QuerySet["StoredDashboard"]):
    """Named questions about dashboards."""

    def present(self) -> DashboardQuerySet:
        """Those that nobody has deleted."""
        return self.filter(deleted_at=None)

    def public(self) -> DashboardQuerySet:
        """Those that everybody reads."""
        return self.present().filter(visibility=Visibility.PUBLIC)

    def visible_to(self, visitor: Visitor | None) -> DashboardQuerySet:
        """Those that the visitor reads (null: the public), deleted ones left out."""
        if visitor is None:
            return self.public()
        found = Q(visibility=Visibility.PUBLIC) | reach(visitor, Action.SEE_INTERNAL).where(_ROWS)
        shared = sharing.seen(SharedKind.DASHBOARD, visitor, "key", "visibility")
        return self.present().filter(found if shared is None else found | shared)

    def editable_by(self, visitor: Visitor) -> DashboardQuerySet:
        """Those that the visitor may change, deleted ones too."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))


class StoredDashboard(models.Model):
    """A dashboard of this city: built in the cockpit, or declared and perhaps adjusted."""

    key = models.CharField(_("Kennung"), max_length=60, unique=True)
    code = models.CharField(_("Kurzadresse"), max_length=12, unique=True)
    """Of the short address; never changes."""
    title = models.CharField(_("Titel"), max_length=300)
    domain = models.CharField(_("Thema"), max_length=60, blank=True, db_index=True)
    """Name of the declared domain; empty: the whole city."""
    department = models.ForeignKey(
        Department,
        verbose_name=_("Fachbereich"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dashboards",
    )
    """Null: the city as a whole."""
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.INTERNAL, db_index=True
    )
    declared = models.BooleanField(_("vorgegeben"), default=False)
    adjusted = models.BooleanField(_("angepasst"), default=False)
    """A declared dashboard that the city has changed; else it follows the declaration."""
    definition = models.JSONField(_("Festlegung"), default=dict)
    """``kernel.dashboards.Dashboard`` as JSON."""
    place = models.PositiveSmallIntegerField(_("Reihenfolge"), default=100)
    """On the overview; small numbers come first."""
    revision = models.PositiveIntegerField(_("Fassung"), default=1)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    changed_at = models.DateTimeField(_("geändert"), db_index=True)
    changed_by = models.CharField(_("geändert von"), max_length=150)
    deleted_at = models.DateTimeField(_("gelöscht"), null=True, db_index=True)
    deleted_by = models.CharField(_("gelöscht von"), max_length=150, blank=True)

    objects = DashboardQuerySet.as_manager()

    class Meta:
        verbose_name = _("Dashboard")
        verbose_name_plural = _("Dashboards")
        ordering: ClassVar[list[str]] = ["place", "title", "id"]

    def __str__(self) -> str:
        return self.title


class DashboardRevision(models.Model):
    """What a dashboard said at some time; the newest fifty are kept."""

    dashboard = models.ForeignKey(StoredDashboard, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("Fassung"))
    definition = models.JSONField(_("Festlegung"))
    restored_from = models.PositiveIntegerField(_("wiederhergestellt aus"), null=True)
    """Number of the revision that this one brought back."""
    changed_at = models.DateTimeField(_("geändert"))
    changed_by = models.CharField(_("geändert von"), max_length=150)

    class Meta:
        verbose_name = _("Fassung eines Dashboards")
        verbose_name_plural = _("Fassungen der Dashboards")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dashboard", "number"], name="dashboard_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id}: {self.number}"


class Picture(models.Model):
    """A picture that staff put on dashboards; everybody who has its address sees it."""

    key = models.CharField(_("Kennung"), max_length=40, unique=True)
    """Not to be guessed."""
    file = models.CharField(_("Datei"), max_length=200)
    """Path in the store of files."""
    media_type = models.CharField(_("Format"), max_length=40)
    width = models.PositiveIntegerField(_("Breite [px]"))
    height = models.PositiveIntegerField(_("Höhe [px]"))
    alternative = models.CharField(_("Beschreibung"), max_length=300)
    alternative_en = models.CharField(_("Beschreibung (englisch)"), max_length=300, blank=True)
    credit = models.CharField(_("Bildnachweis"), max_length=300, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("hochgeladen"))
    created_by = models.CharField(_("hochgeladen von"), max_length=150)

    class Meta:
        verbose_name = _("Bild auf Dashboards")
        verbose_name_plural = _("Bilder auf Dashboards")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.alternative
