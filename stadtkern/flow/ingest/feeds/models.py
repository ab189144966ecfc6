# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the assistant keeps between its steps, and the sensors of citizens that report by themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.connections.models import Connection


class FeedSample(models.Model):
    """The answer by which people say what its fields mean; one per connection, replaced by the next."""

    connection = models.OneToOneField(
        Connection, verbose_name=_("Anbindung"), on_delete=models.CASCADE, related_name="sample"
    )
    name = models.CharField(_("Adresse oder Datei"), max_length=2000)
    content = models.BinaryField(_("Inhalt"))
    taken_at = models.DateTimeField(_("geholt"))

    class Meta:
        verbose_name = _("Beispiel eines Abrufs")
        verbose_name_plural = _("Beispiele von Abrufen")

    def __str__(self) -> str:
        return self.name


class SensorState(models.TextChoices):
    """Whether the values of a citizen's sensor are taken."""

    NEW = "new", _("wartet auf Prüfung")
    ALLOWED = "allowed", _("zugelassen")
    BLOCKED = "blocked", _("gesperrt")


class CitizenSensor(models.Model):
    """A sensor that has reported; its values are stored only after somebody has allowed it."""

    connection = models.ForeignKey(
        Connection, verbose_name=_("Anbindung"), on_delete=models.CASCADE, related_name="citizen_sensors"
    )
    code = models.CharField(_("Kennung"), max_length=60)
    """As the firmware tells it, e.g. ``esp8266-1234567``; it says nothing about a person."""
    state = models.CharField(_("Stand"), max_length=10, choices=SensorState, default=SensorState.NEW)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    longitude = models.FloatField(_("Länge"), null=True, blank=True)
    latitude = models.FloatField(_("Breite"), null=True, blank=True)
    """WGS 84 degrees, as the department has entered them."""
    first_seen_at = models.DateTimeField(_("zuerst gemeldet"))
    last_seen_at = models.DateTimeField(_("zuletzt gemeldet"))
    last_values = models.JSONField(_("letzte Werte"), default=dict)
    """Value type and text, for the review."""

    class Meta:
        verbose_name = _("Bürgersensor")
        verbose_name_plural = _("Bürgersensoren")
        ordering: ClassVar[list[str]] = ["state", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "code"], name="citizen_sensor_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.code
