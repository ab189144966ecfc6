# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events: what was on when people were counted."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet["Event"]):
    """Named questions about events."""

    def during(self, start: datetime, end: datetime) -> EventQuerySet:
        """Those that take place at some time of ``[start, end)``."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def at_site(self, code: str) -> EventQuerySet:
        """Those that concern a counting site: named for it, or for the whole city."""
        return self.filter(site__in=("", code))


class Event(models.Model):
    """A market, a feast, a match: a fact that people enter and that stands beside the counts."""

    title = models.CharField(_("Titel"), max_length=200)
    starts_at = models.DateTimeField(_("Beginn"), db_index=True)
    ends_at = models.DateTimeField(_("Ende"))
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    site = models.CharField(_("Zählstelle"), max_length=300, blank=True)
    """Code of a thing; empty: it concerns all."""
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering: ClassVar[list[str]] = ["-starts_at", "id"]

    def __str__(self) -> str:
        return self.title
