# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the register remembers about versions and backups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataRelease(models.Model):
    """A version of Stadtkern that has worked on this data; the newest one is the version of the data."""

    version = models.CharField(_("Version"), max_length=60)
    at = models.DateTimeField(_("seit"))

    class Meta:
        verbose_name = _("Version der Daten")
        verbose_name_plural = _("Versionen der Daten")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return self.version


class BackupRun(models.Model):
    """A backup that was made, and when it was last read as a whole."""

    backup = models.CharField(_("Sicherung"), max_length=60, unique=True)
    """Its id at its place."""
    place = models.CharField(_("Ort"), max_length=500)
    made_at = models.DateTimeField(_("Augenblick"), db_index=True)
    """The moment that it shows."""
    seconds = models.FloatField(_("Dauer [s]"))
    rows = models.BigIntegerField(_("Zeilen der Datenbank"))
    observations = models.BigIntegerField(_("Messwerte"))
    files = models.BigIntegerField(_("Dateien"))
    bytes = models.BigIntegerField(_("Umfang"))
    """In clear, everything together."""
    written_bytes = models.BigIntegerField(_("neu geschrieben"))
    verified_at = models.DateTimeField(_("geprüft"), null=True)
    fault = models.CharField(_("Fehler"), max_length=500, blank=True)
    """Why the last verification failed; empty: it did not."""

    class Meta:
        verbose_name = _("Sicherung")
        verbose_name_plural = _("Sicherungen")
        ordering: ClassVar[list[str]] = ["-made_at"]

    def __str__(self) -> str:
        return self.backup
