# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues that are harvested, the runs, and what could not be taken over."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action


class Kind(models.TextChoices):
    """What the other catalogue speaks."""

    DCAT = "dcat", _("DCAT (Turtle, RDF/XML, JSON-LD)")
    CKAN = "ckan", _("CKAN")
    RECORDS = "records", _("OGC API Records")
    STADTKERN = "stadtkern", _("anderer Stadtkern")


class Outcome(models.TextChoices):
    """How a run went."""

    RUNNING = "running", _("läuft")
    COMPLETE = "complete", _("vollständig")
    UNCHANGED = "unchanged", _("nichts Neues")
    PARTIAL = "partial", _("abgebrochen")
    FAILED = "failed", _("gescheitert")


class HarvestQuerySet(models.QuerySet["HarvestSource"]):
    """Named questions about harvested catalogues."""

    def due(self, now: datetime) -> HarvestQuerySet:
        """Those whose time has come."""
        return self.filter(paused=False, next_run_at__lte=now)

    def of_person(self, person: Person) -> HarvestQuerySet:
        """Those that the person answers for: administrators all, others those of their departments."""
        if rights.may(person, Action.CONNECT):
            return self.all()
        return self.filter(department__in=rights.departments_of(person, Action.CONNECT))


class HarvestSource(models.Model):
    """A catalogue of somebody else whose records are shown in this one."""

    key = models.SlugField(_("Kennung"), max_length=60, unique=True)
    title = models.CharField(_("Name des Katalogs"), max_length=200)
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    url = models.URLField(_("Adresse"), max_length=1000)
    query = models.CharField(_("Auswahl"), max_length=500, blank=True)
    """Of CKAN: a filter query (``fq``)."""
    licence = models.CharField(_("Lizenz ohne Angabe"), max_length=60, blank=True)
    """Code for records that name none; empty: those are refused."""
    department = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, related_name="harvests"
    )
    interval_h = models.PositiveIntegerField(_("Abstand [h]"), default=24)
    paused = models.BooleanField(_("angehalten"), default=False)
    next_run_at = models.DateTimeField(_("nächste Übernahme"))
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    """Of a catalogue that is one document: whether it has changed since the last complete run."""
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)

    objects = HarvestQuerySet.as_manager()

    class Meta:
        verbose_name = _("übernommener Katalog")
        verbose_name_plural = _("übernommene Kataloge")
        ordering: ClassVar[list[str]] = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class HarvestRun(models.Model):
    """One visit to a catalogue and its result."""

    source = models.ForeignKey(HarvestSource, on_delete=models.CASCADE, related_name="runs")
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=Outcome, default=Outcome.RUNNING)
    started_at = models.DateTimeField(_("begonnen"))
    finished_at = models.DateTimeField(_("beendet"), null=True)
    pages = models.PositiveIntegerField(_("Seiten"), default=0)
    new = models.PositiveIntegerField(_("neu"), default=0)
    changed = models.PositiveIntegerField(_("geändert"), default=0)
    unchanged = models.PositiveIntegerField(_("unverändert"), default=0)
    withdrawn = models.PositiveIntegerField(_("zurückgezogen"), default=0)
    rejected = models.PositiveIntegerField(_("abgewiesen"), default=0)
    reason = models.CharField(_("Grund"), max_length=1000, blank=True)
    """Why it did not come to its end, or what it did not do."""

    class Meta:
        verbose_name = _("Übernahme")
        verbose_name_plural = _("Übernahmen")
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M}"


class HarvestProblem(models.Model):
    """A record that was refused, or entered with something left out."""

    run = models.ForeignKey(HarvestRun, on_delete=models.CASCADE, related_name="problems")
    identifier = models.CharField(_("Kennung dort"), max_length=1000)
    title = models.CharField(_("Titel"), max_length=300, blank=True)
    sentence = models.CharField(_("Grund"), max_length=1000)
    refused = models.BooleanField(_("abgewiesen"))

    class Meta:
        verbose_name = _("Mangel")
        verbose_name_plural = _("Mängel")
        ordering: ClassVar[list[str]] = ["-refused", "id"]

    def __str__(self) -> str:
        return self.sentence
