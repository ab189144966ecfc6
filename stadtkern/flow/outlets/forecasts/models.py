# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which datastreams are forecast, and what the last back-test found."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import Datastream

from .profile import MOST_DAYS


class Forecast(models.Model):
    """The order to forecast one datastream; its results are datastreams of the same thing."""

    datastream = models.OneToOneField(Datastream, on_delete=models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField(
        _("Tage im Voraus"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    active = models.BooleanField(_("in Betrieb"), default=True)
    output = models.OneToOneField(Datastream, on_delete=models.SET_NULL, related_name="+", null=True)
    """Expected value, lower and upper edge, by the hour; null: nothing was forecast yet."""
    scores = models.OneToOneField(Datastream, on_delete=models.SET_NULL, related_name="+", null=True)
    """Score of each measured hour."""
    created_at = models.DateTimeField(_("angelegt"))
    made_at = models.DateTimeField(_("zuletzt berechnet"), null=True)
    measured_until = models.DateTimeField(_("Messwerte bis"), null=True)
    """End of the last hour that was looked at, UTC."""
    trouble = models.CharField(_("Hindernis"), max_length=300, blank=True)
    """Why there is none, German; empty: all is well."""
    method = models.CharField(_("Verfahren"), max_length=30, blank=True)
    error = models.FloatField(_("mittlerer Fehler"), null=True)
    naive_error = models.FloatField(_("mittlerer Fehler des Vorwochenwerts"), null=True)
    inside = models.FloatField(_("Anteil innerhalb der Spanne"), null=True)
    origins = models.PositiveIntegerField(_("verglichene Vorhersagen"), default=0)

    class Meta:
        verbose_name = _("Vorhersage")
        verbose_name_plural = _("Vorhersagen")
        ordering: ClassVar[list[str]] = ["datastream__thing__name", "datastream__name"]

    def __str__(self) -> str:
        return str(self.datastream)

    @property
    def gain_percent(self) -> int | None:
        """By how many percent its error is smaller than that of the naive forecast; negative: larger."""
        if self.error is None or not self.naive_error:
            return None
        return round((1 - self.error / self.naive_error) * 100)
