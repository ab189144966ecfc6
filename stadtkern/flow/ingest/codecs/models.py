# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Types of devices, and the versions of the codec of each."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.kernel.models import Department


class CodecState(models.TextChoices):
    """What a version is used for."""

    DRAFT = "draft", _("Entwurf")
    ACTIVE = "active", _("in Gebrauch")
    RETIRED = "retired", _("abgelöst")


class DeviceType(models.Model):
    """A model of a vendor: what it measures, and how its payloads are read."""

    key = models.SlugField(_("Kennung"), max_length=100, unique=True)
    vendor = models.CharField(_("Hersteller"), max_length=200)
    name = models.CharField(_("Modell"), max_length=200)
    description = models.TextField(_("Beschreibung"), blank=True)
    measures = models.CharField(_("misst"), max_length=500, blank=True)
    interval_s = models.PositiveIntegerField(_("erwarteter Abstand der Sendungen [s]"), null=True, blank=True)
    downlink = models.BooleanField(_("nimmt Befehle entgegen"), default=False)
    battery = models.CharField(_("Batterie"), max_length=200, blank=True)
    """Chemistry and size, e.g. ``Li-SOCl₂, 2 × AA, 3,6 V``; empty: powered otherwise or unknown."""
    owner = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Fachbereich")
    )
    """Whose people may change it; null: administrators only."""
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)

    class Meta:
        verbose_name = _("Gerätetyp")
        verbose_name_plural = _("Gerätetypen")
        ordering: ClassVar[list[str]] = ["vendor", "name", "id"]

    def __str__(self) -> str:
        return f"{self.vendor} {self.name}"

    def active_version(self) -> CodecVersion | None:
        """The version that decodes now; none before the first was activated."""
        return self.versions.filter(state=CodecState.ACTIVE).first()


class CodecVersion(models.Model):
    """A script with its examples; never changed, only followed by the next one. Its fields may be."""

    device_type = models.ForeignKey(DeviceType, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("Fassung"))
    note = models.CharField(_("Was ist neu?"), max_length=300, blank=True)
    script = models.TextField(_("Skript"))
    digest = models.CharField(max_length=64)
    """SHA-256 of the script [hex]."""
    examples = models.JSONField(_("Beispiele"), default=list)
    """As the public device repository writes them; read by ``codecs.examples``."""
    fields = models.JSONField(_("Zuordnung"), default=list)
    """``FieldMapping`` with ``$`` = decoded data; only what people have confirmed."""
    state = models.CharField(_("Stand"), max_length=10, choices=CodecState, default=CodecState.DRAFT)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    activated_at = models.DateTimeField(_("in Gebrauch seit"), null=True, blank=True)
    strikes = models.PositiveSmallIntegerField(default=0)
    """Calls in a row that were stopped by a limit."""
    suspended_at = models.DateTimeField(_("stillgelegt"), null=True, blank=True)
    suspended_reason = models.CharField(_("Grund"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Fassung eines Codecs")
        verbose_name_plural = _("Fassungen von Codecs")
        ordering: ClassVar[list[str]] = ["device_type", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device_type", "number"], name="codecs_one_version_per_number"),
            models.UniqueConstraint(
                fields=["device_type"], condition=models.Q(state="active"), name="codecs_one_active_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_type} {self.number}"

    def field_mappings(self) -> tuple[FieldMapping, ...]:
        """The confirmed mapping of decoded data to quantities."""
        return msgspec.convert(self.fields, tuple[FieldMapping, ...])
