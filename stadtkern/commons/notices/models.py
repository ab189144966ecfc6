# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city's own notices and the messages that were published about them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How dangerous it is, in the words of CAP."""

    EXTREME = "Extreme", _("Stufe 4 von 4: extrem")
    SEVERE = "Severe", _("Stufe 3 von 4: schwer")
    MODERATE = "Moderate", _("Stufe 2 von 4: mittel")
    MINOR = "Minor", _("Stufe 1 von 4: gering")


class Mode(models.TextChoices):
    """Whether it is meant."""

    ACTUAL = "Actual", _("Ernstfall")
    EXERCISE = "Exercise", _("Übung")
    TEST = "Test", _("Test")


class Subject(models.TextChoices):
    """What a notice is about: the categories of CAP that a city needs."""

    SAFETY = "Safety", _("Öffentliche Sicherheit")
    INFRA = "Infra", _("Versorgung und Infrastruktur")
    TRANSPORT = "Transport", _("Verkehr")
    ENV = "Env", _("Umwelt")
    HEALTH = "Health", _("Gesundheit")
    FIRE = "Fire", _("Feuer")
    MET = "Met", _("Wetter")
    GEO = "Geo", _("Boden und Hochwasser")
    OTHER = "Other", _("Sonstiges")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about the city's own notices."""

    def standing(self, now: datetime) -> NoticeQuerySet:
        """Those that are neither cancelled nor over; some may be planned."""
        open_end = models.Q(ends=None) | models.Q(ends__gt=now)
        return self.filter(open_end, cancelled_at=None)

    def current(self, now: datetime) -> NoticeQuerySet:
        """Those that apply now."""
        return self.standing(now).filter(starts__lte=now).order_by("-starts", "-pk")

    def past(self, now: datetime) -> NoticeQuerySet:
        """Those that are over or cancelled."""
        return self.filter(models.Q(cancelled_at__isnull=False) | models.Q(ends__lte=now))


class Notice(models.Model):
    """A notice of the city itself; it is never deleted but cancelled."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(_("Überschrift"), max_length=150)
    text = models.TextField(_("Text"), max_length=4000)
    instruction = models.TextField(_("Was zu tun ist"), max_length=2000, blank=True)
    plain_text = models.TextField(_("In einfacher Sprache"), max_length=4000, blank=True)
    title_en = models.CharField(_("Überschrift auf Englisch"), max_length=150, blank=True)
    text_en = models.TextField(_("Text auf Englisch"), max_length=4000, blank=True)
    category = models.CharField(_("Worum es geht"), max_length=10, choices=Subject, default=Subject.SAFETY)
    severity = models.CharField(_("Gefahr"), max_length=10, choices=Severity, default=Severity.MODERATE)
    status = models.CharField(_("Art"), max_length=10, choices=Mode, default=Mode.ACTUAL)
    district_names = models.CharField(_("Ortsteile"), max_length=300, blank=True)
    area = models.JSONField(_("Gebiet"), null=True, blank=True)
    """GeoJSON geometry [° WGS 84]; null: the whole city, or the named districts."""
    starts = models.DateTimeField(_("gilt ab"), db_index=True)
    ends = models.DateTimeField(_("gilt bis"), null=True, blank=True)
    rule = models.CharField(max_length=200, unique=True, null=True)  # noqa: DJ001 - unique where given
    """Key of the rule that published it; null: a person did."""
    published_by = models.CharField(_("veröffentlicht von"), max_length=150)
    changed_at = models.DateTimeField(_("zuletzt geändert"))
    cancelled_at = models.DateTimeField(_("aufgehoben"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hinweis der Stadt")
        verbose_name_plural = _("Hinweise der Stadt")
        ordering: ClassVar[list[str]] = ["-starts", "-id"]

    def __str__(self) -> str:
        return self.title


class NoticeMessage(models.Model):
    """What was published about a notice, as it was published: first, changed, cancelled."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="messages")
    identifier = models.CharField(max_length=100, unique=True)
    sender = models.CharField(max_length=300)
    message_type = models.CharField(max_length=10)
    sent = models.DateTimeField(db_index=True)
    document = models.TextField()
    """CAP 1.2."""

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering: ClassVar[list[str]] = ["sent", "id"]

    def __str__(self) -> str:
        return self.identifier
