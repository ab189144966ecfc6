# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The processes that write what is in the log to the lake."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

GONE_AFTER = timedelta(seconds=10)
"""A writer that was not heard of for so long is gone."""


class LogWriterQuerySet(models.QuerySet["LogWriter"]):
    """Questions about writers."""

    def alive(self, now: datetime) -> LogWriterQuerySet:
        """Those that were heard of lately."""
        return self.filter(seen_at__gt=now - GONE_AFTER)


class LogWriter(models.Model):
    """A process that writes; it says so every two seconds."""

    name = models.CharField(_("Name"), max_length=100, primary_key=True)
    started_at = models.DateTimeField(_("gestartet"))
    seen_at = models.DateTimeField(_("zuletzt gesehen"))
    partitions = models.JSONField(_("Teile"), default=list)
    """Numbers of the partitions that are its own."""
    stored = models.BigIntegerField(_("gespeichert"), default=0)
    redelivered = models.BigIntegerField(_("erneut zugestellt"), default=0)
    kept = models.BigIntegerField(_("nicht speicherbar"), default=0)
    waiting_since = models.DateTimeField(_("wartet seit"), null=True, blank=True)
    """Since when the lake cannot be written; null: it can."""
    waiting_for = models.CharField(_("wartet auf"), max_length=300, blank=True)

    objects = LogWriterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schreiber")
        verbose_name_plural = _("Schreiber")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
