# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Profiles that people edit: levels by sun and clock, for all nights and for special ones."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """A named profile; its plans say what happens in which nights."""

    domain = models.CharField(_("Thema"), max_length=60, db_index=True)
    """Name of the subject that uses it."""
    name = models.CharField(_("Name"), max_length=100, unique=True)
    note = models.CharField(_("Bemerkung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Profil")
        verbose_name_plural = _("Profile")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Nights(models.TextChoices):
    """For which nights a plan is, by the day of their evening."""

    EVERY = "every", _("alle Nächte")
    WEEKDAYS = "weekdays", _("bestimmte Wochentage")
    HOLIDAYS = "holidays", _("bundesweite Feiertage")
    DATES = "dates", _("bestimmte Tage im Jahr")


class Plan(models.Model):
    """The steps of some nights; ``steps`` as the module ``stored`` writes them."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="plans")
    nights = models.CharField(_("Nächte"), max_length=10, choices=Nights, default=Nights.EVERY)
    weekdays = models.JSONField(_("Wochentage"), default=list, blank=True)
    """0 is Monday."""
    dates = models.CharField(_("Tage"), max_length=300, blank=True)
    """E.g. ``24.12., 31.12.``: every year."""
    steps = models.JSONField(_("Schritte"), default=list)

    class Meta:
        verbose_name = _("Nachtplan")
        verbose_name_plural = _("Nachtpläne")
        ordering: ClassVar[list[str]] = ["profile", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["profile"], condition=Q(nights="every"), name="one_plan_for_every_night"
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.get_nights_display()}"
