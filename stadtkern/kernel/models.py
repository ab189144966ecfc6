# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People, departments, audit and periodic jobs: what the kernel stores in the register."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A department of the administration; it owns things, sources and pages."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    email = models.EmailField(_("E-Mail"), blank=True)

    class Meta:
        verbose_name = _("Fachbereich")
        verbose_name_plural = _("Fachbereiche")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """A person who signs in: administrator (``is_superuser``) or editor of departments.

    Stored because somebody must answer for each change; kept until the account is deleted; visible to administrators.
    """

    departments = models.ManyToManyField(
        Department, verbose_name=_("Fachbereiche"), blank=True, related_name="editors"
    )

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")


class AuditEntry(models.Model):
    """One change of register data: who did what to which object, and when. Entries are only ever added."""

    at = models.DateTimeField(_("Zeitpunkt"), db_index=True)
    actor = models.CharField(_("Wer"), max_length=150)
    """User name, name of an API key, or ``system``."""
    action = models.CharField(_("Was"), max_length=60)
    subject = models.CharField(_("Woran"), max_length=300)
    """Kind and code of the object, e.g. ``thing muenster/100035541``."""
    change = models.JSONField(_("Änderung"), default=dict)

    class Meta:
        verbose_name = _("Protokolleintrag")
        verbose_name_plural = _("Protokoll")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"


class PeriodicJob(models.Model):
    """When a periodic job of this city runs next; rows are made from the declarations in ``kernel.jobs``."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    every_s = models.PositiveIntegerField(_("Abstand [s]"))
    next_at = models.DateTimeField(_("nächster Lauf"), db_index=True)
    paused = models.BooleanField(_("angehalten"), default=False)

    class Meta:
        verbose_name = _("wiederkehrende Aufgabe")
        verbose_name_plural = _("wiederkehrende Aufgaben")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
