# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A source that people have connected: who publishes it, which wire brings it, how it is read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sealed_fields import SealedField


class Wire(models.TextChoices):
    """How the data comes in."""

    FEED = "feed", _("wird abgerufen (HTTP)")
    MQTT = "mqtt", _("MQTT")
    LORAWAN = "lorawan", _("LoRaWAN")
    PUSH = "push", _("wird von außen geliefert (HTTP)")


class Stage(models.TextChoices):
    """Whether data is taken."""

    DRAFT = "draft", _("Entwurf")
    ACTIVE = "active", _("aktiv")
    PAUSED = "paused", _("angehalten")


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Named questions about connections."""

    def used(self) -> ConnectionQuerySet:
        """Those that have brought data or may do so: their source stands in the public list."""
        return self.exclude(stage=Stage.DRAFT)

    def active(self) -> ConnectionQuerySet:
        """Those whose data is taken now."""
        return self.filter(stage=Stage.ACTIVE)

    def of_wire(self, wire: Wire) -> ConnectionQuerySet:
        """Those whose data comes this way."""
        return self.filter(wire=wire)

    def of_person(self, person: Person) -> ConnectionQuerySet:
        """Those that the person answers for: administrators all, others those of their departments."""
        if rights.may(person, Action.CONNECT):
            return self.all()
        return self.filter(domain__in=rights.domains_of(person, Action.CONNECT))


class Connection(models.Model):
    """A source of the register; it stands beside the declared ones and is used in all the same ways."""

    key = models.SlugField(_("Kennung"), max_length=100, unique=True)
    """Key of the source; also its address ``/daten/<key>`` and the start of the codes of its things."""
    title = models.CharField(_("Titel"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    domain = models.CharField(_("Thema"), max_length=60, db_index=True)
    """Name of the declared domain."""
    publisher = models.CharField(_("Herausgeber"), max_length=200)
    homepage = models.URLField(_("Internetseite"), max_length=1000, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=60)
    """Code of the DCAT-AP.de list."""
    attribution = models.CharField(_("Quellenvermerk"), max_length=500, blank=True)
    internal = models.BooleanField(_("nur intern sichtbar"), default=False)
    """Things it brings are seen only by their department until somebody makes them public."""
    wire = models.CharField(_("Weg"), max_length=10, choices=Wire)
    stage = models.CharField(_("Stand"), max_length=10, choices=Stage, default=Stage.DRAFT)
    settings = models.JSONField(_("Einstellungen"), default=dict)
    """What the wire needs to know; its words are those of the wire's package. No secrets."""
    secret = SealedField(_("Zugangsdaten"), blank=True)
    """Sealed (``kernel.sealed``); shown to nobody."""
    mapping = models.JSONField(_("Zuordnung"), default=dict)
    """The words of ``flow.ingest.mapping``, or empty when the wire has a decoder of its own."""
    interval_s = models.PositiveIntegerField(_("erwarteter Abstand [s]"), null=True, blank=True)
    outage_after_s = models.PositiveIntegerField(_("gestört nach [s]"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("Fassung"), default=1)
    """Grows with every change."""
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    changed_at = models.DateTimeField(_("geändert"))

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anbindung")
        verbose_name_plural = _("Anbindungen")
        ordering: ClassVar[list[str]] = ["title", "id"]

    def __str__(self) -> str:
        return self.title
