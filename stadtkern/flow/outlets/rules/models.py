# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules as the city uses them, what they have seen, and what was told of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sealed_fields import SealedField


class Stage(models.TextChoices):
    """Whether a rule is looked at."""

    DRAFT = "draft", _("Entwurf")
    ACTIVE = "active", _("aktiv")
    PAUSED = "paused", _("angehalten")


class Severity(models.TextChoices):
    """How much it matters."""

    INFO = "info", _("Hinweis")
    WARNING = "warning", _("Warnung")
    ALARM = "alarm", _("Alarm")


def domains_of(person: Person, action: Action = Action.SEE_INTERNAL) -> list[str]:
    """Names of the domains whose rules and alarms the person may see, or change with ``EDIT``."""
    return rights.domains_of(person, action)


class RuleQuerySet(models.QuerySet["StoredRule"]):
    """Named questions about rules."""

    def active(self) -> RuleQuerySet:
        """Those that are looked at."""
        return self.filter(stage=Stage.ACTIVE)

    def of(self, person: Person) -> RuleQuerySet:
        """Those that the person may see: of the own departments and subjects; administrators: all."""
        everything = rights.may(person, Action.SEE_INTERNAL)
        return self.all() if everything else self.filter(domain__in=domains_of(person))


class StoredRule(models.Model):
    """A rule of this city: built in the cockpit, or declared by a domain and perhaps adjusted."""

    key = models.CharField(_("Kennung"), max_length=130, unique=True)
    """``<domain>/<key>``."""
    domain = models.CharField(_("Thema"), max_length=60, db_index=True)
    title = models.CharField(_("Titel"), max_length=300)
    declared = models.BooleanField(_("vorgegeben"), default=False)
    adjusted = models.BooleanField(_("angepasst"), default=False)
    """A declared rule whose definition the city has changed; else it follows the declaration."""
    definition = models.JSONField(_("Festlegung"), default=dict)
    """``kernel.rules.Rule`` as JSON."""
    stage = models.CharField(_("Stand"), max_length=10, choices=Stage, default=Stage.DRAFT, db_index=True)
    muted_until = models.DateTimeField(_("stumm bis"), null=True, blank=True)
    activated_at = models.DateTimeField(_("aktiv seit"), null=True)
    """From when on its datastreams should bring values."""
    fired_at = models.DateTimeField(_("zuletzt ausgelöst"), null=True)
    held_back = models.PositiveIntegerField(_("nicht einzeln gemeldet"), default=0)
    """Alarms since the last summary that were over the limit of notifications."""
    held_since = models.DateTimeField(null=True)
    ignored = models.JSONField(_("nicht beachtete Werte"), default=dict, blank=True)
    """Per reason: how many values were not looked at, and the newest of them."""
    revision = models.PositiveIntegerField(_("Fassung"), default=1)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    changed_at = models.DateTimeField(_("geändert"), db_index=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Regel")
        verbose_name_plural = _("Regeln")
        ordering: ClassVar[list[str]] = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class RuleState(models.Model):
    """What a rule remembers of one subject, so that a restart neither repeats nor forgets."""

    rule = models.ForeignKey(StoredRule, on_delete=models.CASCADE, related_name="states")
    subject = models.CharField(max_length=300)
    """Code of the datastream or thing; empty: the rule as a whole."""
    memory = models.JSONField(default=dict)
    """Words of ``conditions.memory``."""
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Zustand einer Regel")
        verbose_name_plural = _("Zustände der Regeln")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule", "subject"], name="rule_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.subject}"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    """Named questions about alarms."""

    def open(self) -> AlarmQuerySet:
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def of(self, person: Person) -> AlarmQuerySet:
        """Those that the person may see: of the own departments and subjects; administrators: all."""
        everything = rights.may(person, Action.SEE_INTERNAL)
        return self.all() if everything else self.filter(domain__in=domains_of(person))


class Alarm(models.Model):
    """A rule has fired for a subject. Kept for two years after its end; seen by the department.

    ``acknowledged_by`` is stored because somebody must answer for it.
    """

    rule = models.ForeignKey(StoredRule, on_delete=models.SET_NULL, null=True, related_name="alarms")
    rule_title = models.CharField(_("Regel"), max_length=300)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True)
    severity = models.CharField(_("Gewicht"), max_length=10, choices=Severity, default=Severity.WARNING)
    subject = models.CharField(_("Wofür"), max_length=300)
    subject_name = models.CharField(_("Wofür"), max_length=600, blank=True)
    text = models.TextField(_("Meldung"))
    values = models.JSONField(_("Werte"), default=list)
    """Name, code, value, unit and time of each value that counted."""
    simulated = models.BooleanField(_("simuliert"), default=False)
    fired_for = models.DateTimeField(_("Zeitpunkt des Messwerts"))
    """Phenomenon time of the value (or moment of the deadline) that opened it."""
    opened_at = models.DateTimeField(_("ausgelöst"), db_index=True)
    ended_at = models.DateTimeField(_("beendet"), null=True, db_index=True)
    ended_because = models.CharField(_("beendet, weil"), max_length=200, blank=True)
    acknowledged_at = models.DateTimeField(_("quittiert"), null=True)
    acknowledged_by = models.CharField(_("quittiert von"), max_length=150, blank=True)
    note = models.TextField(_("Bemerkung"), blank=True, max_length=2000)
    told = models.BooleanField(_("gemeldet"), default=True)
    """False: over the limit of notifications, or muted."""
    noticed = models.BooleanField(_("auf der Übersicht"), default=False)
    escalated = models.PositiveSmallIntegerField(_("Eskalationen"), default=0)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("Alarm")
        verbose_name_plural = _("Alarme")
        ordering: ClassVar[list[str]] = ["-opened_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["rule", "subject"], condition=Q(ended_at=None), name="alarm_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_title}: {self.subject_name}"


class DeliveryState(models.TextChoices):
    """How far telling somebody is."""

    WAITING = "waiting", _("wartet")
    DONE = "done", _("zugestellt")
    FAILED = "failed", _("gescheitert")


class Delivery(models.Model):
    """One action of a rule for one occasion, and what came of it; kept as long as its alarm."""

    rule = models.ForeignKey(StoredRule, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, null=True, related_name="deliveries")
    """Null for a summary."""
    occasion = models.CharField(_("Anlass"), max_length=20)
    """``opened``, ``ended``, ``escalated-1`` … or ``summary``."""
    place = models.PositiveSmallIntegerField()
    """Position of the action among those of the occasion."""
    action = models.JSONField(_("Aktion"))
    """An action of ``kernel.rules`` as JSON."""
    text = models.TextField(_("Meldung"), blank=True)
    """What a summary says."""
    state = models.CharField(_("Stand"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    outcome = models.CharField(_("Ergebnis"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("angelegt"), db_index=True)
    claimed_until = models.DateTimeField(null=True)
    """Somebody is trying it until then."""
    done_at = models.DateTimeField(_("erledigt"), null=True)

    class Meta:
        verbose_name = _("Zustellung")
        verbose_name_plural = _("Zustellungen")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alarm", "occasion", "place"], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.place}: {self.state}"


class PushSubscription(models.Model):
    """A browser on which a person has asked for messages.

    The endpoint is stored because a message can be sent in no other way; deleted when the person says so,
    when the account goes, or when the push service no longer knows it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.TextField(_("Adresse"))
    endpoint_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the endpoint, hexadecimal."""
    keys = SealedField()
    """Sealed: the browser's public key and its authentication secret (RFC 8291)."""
    name = models.CharField(_("Gerät"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("eingerichtet"))
    used_at = models.DateTimeField(_("zuletzt benutzt"), null=True)

    class Meta:
        verbose_name = _("Gerät für Meldungen")
        verbose_name_plural = _("Geräte für Meldungen")
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.name or f"{self.pk}"


class PushKey(models.Model):
    """The key pair by which push services know this city (VAPID, RFC 8292); made at first use."""

    private = SealedField()
    """Sealed PEM."""
    public = models.CharField(max_length=120)
    """Uncompressed point, base64url."""
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Schlüssel für Meldungen")
        verbose_name_plural = _("Schlüssel für Meldungen")

    def __str__(self) -> str:
        return self.public[:12]
