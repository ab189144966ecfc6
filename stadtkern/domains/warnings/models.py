# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds of official alerts, and the alerts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feed(models.Model):
    """An address at which an authority publishes alerts: a CAP document, a ZIP of them, or an Atom index."""

    title = models.CharField(_("Name"), max_length=200)
    url = models.CharField(_("Adresse"), max_length=1000, unique=True)
    attribution = models.CharField(_("Namensnennung"), max_length=300, blank=True)
    every_s = models.PositiveIntegerField(_("Abstand der Abrufe [s]"), default=60)
    active = models.BooleanField(_("wird abgerufen"), default=False)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    last_attempt_at = models.DateTimeField(_("zuletzt versucht"), null=True)
    last_success_at = models.DateTimeField(_("zuletzt erreicht"), null=True)
    failure = models.CharField(_("Störung"), max_length=500, blank=True)
    read = models.PositiveIntegerField(_("gelesen"), default=0)
    """Alerts in the newest answer."""
    refused = models.JSONField(_("abgewiesen"), default=list)
    """Reasons why alerts of the newest answer could not be read, at most some."""
    seen = models.JSONField(default=list)
    """Addresses of an Atom index that were read."""

    class Meta:
        verbose_name = _("amtliche Quelle")
        verbose_name_plural = _("amtliche Quellen")
        ordering: ClassVar[list[str]] = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class AlertQuerySet(models.QuerySet["OfficialAlert"]):
    """Questions about official alerts."""

    def local(self) -> AlertQuerySet:
        """Public alerts that concern the city and say something."""
        return self.filter(
            local=True,
            scope="Public",
            message_type__in=("Alert", "Update"),
            status__in=("Actual", "Exercise", "Test"),
        )

    def current(self, now: datetime) -> AlertQuerySet:
        """Those that apply now or are announced, the most severe first."""
        standing = self.local().filter(
            superseded_by=None, cancelled_by=None, effective_at__lte=now, expires_at__gt=now
        )
        return standing.order_by("severity", "onset_at", "pk")

    def past(self, now: datetime) -> AlertQuerySet:
        """Those that applied once."""
        ended = models.Q(superseded_by__isnull=False) | models.Q(cancelled_by__isnull=False)
        return self.local().filter(ended | models.Q(expires_at__lte=now))


class OfficialAlert(models.Model):
    """One message of an authority; what ends it is found by its references, in whatever order they arrive."""

    feed = models.ForeignKey(Feed, on_delete=models.SET_NULL, null=True, related_name="alerts")
    identifier = models.CharField(max_length=400)
    sender = models.CharField(max_length=400)
    sent = models.DateTimeField()
    status = models.CharField(max_length=10)
    message_type = models.CharField(max_length=10)
    scope = models.CharField(max_length=12)
    local = models.BooleanField()
    """Whether it concerns the city; others are kept only when they end something."""
    severity = models.PositiveSmallIntegerField()
    """Place in CAP's list of severities of the most severe part: 0 is extreme."""
    infos = models.JSONField(default=list)
    """What it says, one part per language; see ``official.Told``."""
    area = models.JSONField(null=True)
    """GeoJSON geometry of all its areas [° WGS 84]; null when it only names codes."""
    raw = models.TextField(blank=True)
    """The document as it arrived."""
    effective_at = models.DateTimeField()
    onset_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    received_at = models.DateTimeField()
    superseded_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    cancelled_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("amtliche Warnung")
        verbose_name_plural = _("amtliche Warnungen")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["identifier", "sender", "sent"], name="warnings_alert_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["local", "expires_at"], name="warnings_local_expires")
        ]

    def __str__(self) -> str:
        return self.identifier


class AlertReference(models.Model):
    """A message speaks of an earlier one, which may not have arrived yet."""

    message = models.ForeignKey(OfficialAlert, on_delete=models.CASCADE, related_name="references")
    identifier = models.CharField(max_length=400, db_index=True)
    sender = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("Bezug auf eine Warnung")
        verbose_name_plural = _("Bezüge auf Warnungen")

    def __str__(self) -> str:
        return f"{self.message_id} → {self.identifier}"
