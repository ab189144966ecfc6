# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data that people ask the city for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Department


class RequestState(models.TextChoices):
    """How far the city is with a request."""

    NEW = "new", _("eingegangen")
    CHECKING = "checking", _("wird geprüft")
    PLANNED = "planned", _("Veröffentlichung geplant")
    PUBLISHED = "published", _("veröffentlicht")
    DECLINED = "declined", _("nicht möglich")


OPEN = (RequestState.NEW, RequestState.CHECKING, RequestState.PLANNED)


class DatasetRequest(models.Model):
    """One request, so that somebody can answer it; kept one year after it is closed, the e-mail for 30 days.

    Staff of the department that it was given to and administrators read it; who asked sees its state by a
    link that nobody can guess. Neither address nor browser is stored; the e-mail only when it is given.
    """

    token = models.CharField(max_length=43, unique=True)
    """Unguessable part of the address of its status page."""
    subject = models.CharField(_("Welche Daten fehlen Ihnen?"), max_length=200)
    purpose = models.TextField(_("Wofür möchten Sie sie nutzen?"), max_length=4000, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    state = models.CharField(_("Stand"), max_length=12, choices=RequestState, default=RequestState.NEW)
    answer = models.TextField(_("Antwort der Stadt"), max_length=4000, blank=True)
    dataset = models.CharField(_("Datensatz"), max_length=200, blank=True)
    """Key of the dataset that answers it."""
    department = models.ForeignKey(
        Department, verbose_name=_("zuständig"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="dataset_requests",
    )  # fmt: skip
    shown = models.BooleanField(_("öffentlich zeigen"), default=False)
    """Subject, state and answer stand in the public list; staff has seen that they name nobody."""
    created_at = models.DateTimeField(_("eingegangen"), db_index=True)
    changed_at = models.DateTimeField(_("Stand vom"))
    closed_at = models.DateTimeField(_("abgeschlossen"), null=True)

    class Meta:
        verbose_name = _("Datenwunsch")
        verbose_name_plural = _("Datenwünsche")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.subject
