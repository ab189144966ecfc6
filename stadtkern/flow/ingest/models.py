# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ingest keeps in the register: rejected records, API keys, imported files. No measurements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RejectedState(models.TextChoices):
    """What became of a rejected record."""

    OPEN = "open", _("offen")
    REPLAYED = "replayed", _("erneut eingelesen")
    DISMISSED = "dismissed", _("verworfen")


class DecoderKind(models.TextChoices):
    """Who reads the raw record when it is replayed."""

    SOURCE = "source", _("Format der Datenquelle")
    PUSH = "push", _("Schnittstelle (JSON)")
    TABLE = "table", _("Tabelle datastream, time, value")
    FEATURE = "feature", _("Objekt einer Sammlung (GeoJSON)")


class RejectedRecordQuerySet(models.QuerySet["RejectedRecord"]):
    """Named questions about rejected records."""

    def open(self) -> RejectedRecordQuerySet:
        """Records that nobody has replayed or dismissed yet."""
        return self.filter(state=RejectedState.OPEN)

    def of_sources(self, sources: Collection[str] | None) -> RejectedRecordQuerySet:
        """Records of these sources; none means: of all."""
        return self.all() if sources is None else self.filter(source__in=sources)

    def before(self, key: int | None) -> RejectedRecordQuerySet:
        """Newest first, starting after the record with this id (key-based paging)."""
        found = self if key is None else self.filter(pk__lt=key)
        return found.order_by("-pk")


class RejectedRecord(models.Model):
    """A record that was not stored, with its raw form, so that it can be read again after a fix.

    Stored because a lost value must be explainable; kept until settled plus 90 days; visible to staff only.
    """

    source = models.CharField(_("Datenquelle"), max_length=100)
    decoder = models.CharField(
        _("gelesen als"), max_length=10, choices=DecoderKind, default=DecoderKind.SOURCE
    )
    payload_name = models.CharField(_("Datei oder Anfrage"), max_length=500, blank=True)
    reason = models.CharField(_("Grund"), max_length=500)
    where = models.CharField(_("Stelle"), max_length=200, blank=True)
    raw = models.BinaryField(_("Rohdaten"))
    """A complete payload of its own (with header line where the format needs one), at most 64 KiB."""
    raw_bytes = models.PositiveBigIntegerField(_("Größe der Rohdaten [Byte]"))
    """Size before cutting; larger than ``raw`` when it was cut, and then it cannot be replayed."""
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 over source, decoder and raw record: the same broken record is kept once."""
    times_seen = models.PositiveIntegerField(_("wie oft geliefert"), default=1)
    received_at = models.DateTimeField(_("zuerst eingegangen"))
    last_seen_at = models.DateTimeField(_("zuletzt eingegangen"))
    state = models.CharField(_("Stand"), max_length=10, choices=RejectedState, default=RejectedState.OPEN)
    settled_at = models.DateTimeField(_("erledigt am"), null=True, blank=True)

    objects = RejectedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("abgewiesener Datensatz")
        verbose_name_plural = _("abgewiesene Datensätze")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "source", "-id"], name="rejected_by_source"),
            models.Index(fields=["settled_at"], name="rejected_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"

    @property
    def is_cut(self) -> bool:
        """True when the raw record was too large to keep it whole."""
        return self.raw_bytes > len(self.raw)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Named questions about API keys."""

    def usable(self, now: datetime) -> ApiKeyQuerySet:
        """Keys that are neither revoked nor expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)

    def ending(self, now: datetime, until: datetime) -> ApiKeyQuerySet:
        """Usable keys that expire before a moment although somebody used them in the last 30 days."""
        used = now - timedelta(days=30)
        return self.usable(now).filter(expires_at__lte=until, last_used_at__gte=used)


class ApiKey(models.Model):
    """What a device or program may do, and how it proves who it is: by a secret key, or by tokens (OAuth 2).

    Stored because each pushed value must have an author; only a hash of the secret is kept. The name is never
    given again, so that what was shared with it reaches nobody else.
    """

    name = models.CharField(_("Name"), max_length=100, unique=True)
    purpose = models.CharField(_("Zweck"), max_length=300, blank=True)
    prefix = models.CharField(_("Anfang des Schlüssels"), max_length=16, blank=True)
    """First characters, shown so that a person can tell keys apart."""
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    """SHA-256 of the secret, which has 256 random bits; null: it comes with tokens."""
    former_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    """The same of the secret before the last change; null: there is none."""
    former_until = models.DateTimeField(_("alter Schlüssel gilt bis"), null=True, blank=True)
    rotated_at = models.DateTimeField(_("Schlüssel gewechselt"), null=True, blank=True)
    oauth_client = models.CharField(_("Client-Kennung"), max_length=200, blank=True)
    """``client_id`` in tokens of the identity provider; empty: it comes with a secret key."""
    oauth_subject = models.CharField(_("Subjekt des Tokens"), max_length=200, blank=True)
    """``sub`` that its tokens must carry; empty: only tokens that the client got for itself."""
    domain = models.CharField(_("Thema"), max_length=60, blank=True)
    """Name of the declared domain whose datastreams the key may fill; empty: it reads only."""
    source = models.CharField(_("Datenquelle"), max_length=100)
    """Key of a declared source, or ``push-<name>``."""
    may_observe = models.BooleanField(_("darf Messwerte liefern"), default=True)
    may_register = models.BooleanField(_("darf Datenströme anlegen"), default=False)
    may_command = models.BooleanField(_("darf Aufträge erteilen"), default=False)
    may_monitor = models.BooleanField(_("darf Kennzahlen des Betriebs lesen"), default=False)
    sees_internal = models.BooleanField(_("liest Internes seines Themas"), default=True)
    datastreams = models.JSONField(_("nur diese Datenströme"), default=list, blank=True)
    """Codes; with ``collections`` empty: all of its subject (or source)."""
    collections = models.JSONField(_("nur diese Sammlungen"), default=list, blank=True)
    """Keys of collections."""
    internal = models.BooleanField(_("legt nur intern Sichtbares an"), default=False)
    """What the key creates is seen only within its subject."""
    topics = models.JSONField(_("MQTT-Topics"), default=list, blank=True)
    """Topic filters to which the key is bound over MQTT, ``%u`` is its name; empty: those of its subject."""
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    expires_at = models.DateTimeField(_("gültig bis"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("gesperrt seit"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("zuletzt benutzt"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugangsschlüssel")
        verbose_name_plural = _("Zugangsschlüssel")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["oauth_client", "oauth_subject"],
                condition=~Q(oauth_client=""),
                name="one_key_per_client",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)" if self.prefix else self.name

    @property
    def is_bound(self) -> bool:
        """Whether it reaches named objects only."""
        return bool(self.datastreams or self.collections)


class ImportedFile(models.Model):
    """A file whose observations are committed; a re-run leaves it out as long as its decoder is the same."""

    source = models.CharField(_("Datenquelle"), max_length=100)
    sha256 = models.CharField(max_length=64)
    decoder_version = models.CharField(max_length=64)
    """SHA-256 of the decoder's source code."""
    name = models.CharField(_("Datei"), max_length=500)
    size = models.PositiveBigIntegerField(_("Größe [Byte]"))
    imported_at = models.DateTimeField(_("eingelesen"))
    observations = models.PositiveBigIntegerField(_("Messwerte"))
    rejected = models.PositiveIntegerField(_("abgewiesen"))

    class Meta:
        verbose_name = _("eingelesene Datei")
        verbose_name_plural = _("eingelesene Dateien")
        ordering: ClassVar[list[str]] = ["-imported_at", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "sha256", "decoder_version"], name="imported_once"),
        ]

    def __str__(self) -> str:
        return self.name
