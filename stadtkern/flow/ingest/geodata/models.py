# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What geodata keeps in the register: files under review, where features come from, and runs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.models import Person


class Service(models.TextChoices):
    """How features come."""

    FILE = "file", _("Datei")
    FEATURES = "features", _("OGC API Features")
    WFS = "wfs", _("WFS")


class Upload(models.Model):
    """A file that somebody is reviewing; removed when it was taken in, or after two days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, verbose_name=_("Person"), on_delete=models.CASCADE)
    collection = models.ForeignKey(
        FeatureCollection, verbose_name=_("Sammlung"), on_delete=models.CASCADE, null=True
    )
    """Null: a new one is to be made."""
    name = models.CharField(_("Datei"), max_length=300)
    size = models.PositiveBigIntegerField(_("Größe [Byte]"))
    sha256 = models.CharField(max_length=64)
    survey = models.JSONField(_("Befund"))
    """As ``reader.words.Survey``."""
    wish = models.JSONField(_("Zuordnung"), null=True)
    """As ``wishes.Wish``; null: not reviewed yet."""
    preview = models.JSONField(_("Vorschau"), null=True)
    """As ``previews.Preview``; null: not read yet with this wish."""
    service = models.CharField(_("Herkunft"), max_length=10, choices=Service, default=Service.FILE)
    url = models.CharField(_("Adresse"), max_length=2000, blank=True)
    type_name = models.CharField(_("Ebene des Dienstes"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("hochgeladen"))

    class Meta:
        verbose_name = _("Datei in Prüfung")
        verbose_name_plural = _("Dateien in Prüfung")
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """How the features of a collection were read last time, and from where they are fetched again."""

    collection = models.OneToOneField(
        FeatureCollection, verbose_name=_("Sammlung"), on_delete=models.CASCADE, related_name="origin"
    )
    service = models.CharField(_("Art"), max_length=10, choices=Service, default=Service.FILE)
    url = models.CharField(_("Adresse"), max_length=2000, blank=True)
    type_name = models.CharField(_("Ebene des Dienstes"), max_length=300, blank=True)
    wish = models.JSONField(_("Zuordnung"))
    every_h = models.PositiveIntegerField(_("Abruf alle … Stunden"), null=True)
    """Null: only when somebody asks."""
    next_at = models.DateTimeField(_("nächster Abruf"), null=True)
    last_at = models.DateTimeField(_("letzter Abruf"), null=True)
    failures = models.PositiveIntegerField(_("Fehlversuche"), default=0)
    trouble = models.CharField(_("Störung"), max_length=500, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    """Of what was read last: the same bytes need not be read again."""

    class Meta:
        verbose_name = _("Herkunft von Geodaten")
        verbose_name_plural = _("Herkunft von Geodaten")

    def __str__(self) -> str:
        return self.url or self.get_service_display()


class RunState(models.TextChoices):
    """How a run stands."""

    RUNNING = "running", _("läuft")
    DONE = "done", _("fertig")
    FAILED = "failed", _("gescheitert")


class Run(models.Model):
    """One reading of a file into a collection, with its report."""

    collection = models.ForeignKey(
        FeatureCollection, verbose_name=_("Sammlung"), on_delete=models.CASCADE, related_name="runs"
    )
    name = models.CharField(_("Datei oder Adresse"), max_length=2000)
    actor = models.CharField(_("wer"), max_length=150)
    state = models.CharField(_("Stand"), max_length=10, choices=RunState, default=RunState.RUNNING)
    started_at = models.DateTimeField(_("begonnen"))
    finished_at = models.DateTimeField(_("beendet"), null=True)
    inserted = models.PositiveBigIntegerField(_("neu"), default=0)
    changed = models.PositiveBigIntegerField(_("geändert"), default=0)
    removed = models.PositiveBigIntegerField(_("entfallen"), default=0)
    unchanged = models.PositiveBigIntegerField(_("unverändert"), default=0)
    refused = models.PositiveBigIntegerField(_("abgewiesen"), default=0)
    report = models.JSONField(_("Bericht"), null=True)
    """As ``reader.words.Report``."""
    trouble = models.CharField(_("Störung"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("Lauf")
        verbose_name_plural = _("Läufe")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collection", "-id"], name="geodata_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.name}"
