# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way of a dataset to the public: each step with who and when, and what the protection check found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .datasets import Dataset


class Step(models.TextChoices):
    """What happened to a dataset."""

    CREATED = "created", _("angelegt")
    EDITED = "edited", _("bearbeitet")
    CHECKED = "checked", _("geprüft")
    ANSWERED = "answered", _("Fund beantwortet")
    SUBMITTED = "submitted", _("zur Freigabe gegeben")
    RETURNED = "returned", _("zurückgegeben")
    RELEASED = "released", _("veröffentlicht")
    DEPRECATED = "deprecated", _("Ende angekündigt")
    KEPT = "kept", _("Ankündigung zurückgenommen")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    REOPENED = "reopened", _("wieder geöffnet")


class ReleaseStep(models.Model):
    """One step, with who and when; never changed."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("Schritt"), max_length=12, choices=Step)
    actor = models.CharField(_("Wer"), max_length=150)
    """User name as it was then, as in the audit log."""
    note = models.CharField(_("Bemerkung"), max_length=1000, blank=True)
    at = models.DateTimeField(_("Wann"))

    class Meta:
        verbose_name = _("Schritt einer Freigabe")
        verbose_name_plural = _("Schritte der Freigaben")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d %H:%M}"


class Finding(models.Model):
    """Something that the protection check found and a person has to answer; no personal data in it."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="findings")
    place = models.CharField(_("Wo"), max_length=300)
    """Distribution and column, e.g. ``liste.csv: Telefon``."""
    check_name = models.CharField(_("Prüfung"), max_length=40)
    """Key of ``protection.reasons.REASONS``."""
    hits = models.PositiveIntegerField(_("Treffer"), default=0)
    scanned = models.PositiveIntegerField(_("geprüfte Werte"), default=0)
    blocking = models.BooleanField(_("muss beantwortet werden"), default=True)
    answer = models.CharField(_("Antwort"), max_length=1000, blank=True)
    """Why it may be published all the same; empty: open."""
    answered_by = models.CharField(_("beantwortet von"), max_length=150, blank=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True)
    found_at = models.DateTimeField(_("gefunden am"))

    class Meta:
        verbose_name = _("Fund der Schutzprüfung")
        verbose_name_plural = _("Funde der Schutzprüfung")
        ordering: ClassVar[list[str]] = ["place", "check_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "place", "check_name"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.check_name}"
