# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people know about the values of a datastream: what is plausible, and how its sensor is corrected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .streams import Datastream


class StreamChecks(models.Model):
    """How the values of one datastream are judged; without a row the plausible range of its quantity counts.

    Written by ``flow.devices.quality.editing`` only. Numbers are in the unit of the datastream.
    """

    datastream = models.OneToOneField(
        Datastream, on_delete=models.CASCADE, primary_key=True, related_name="checks"
    )
    ranged = models.BooleanField(_("Wertebereich prüfen"), default=True)
    low = models.FloatField(_("kleinster plausibler Wert"), null=True, blank=True)
    high = models.FloatField(_("größter plausibler Wert"), null=True, blank=True)
    """Null: as the quantity says."""
    step = models.FloatField(_("größter Sprung"), null=True, blank=True)
    step_per_minute = models.BooleanField(_("je Minute"), default=False)
    """Whether the largest step is one per minute, or one between two values that follow each other."""
    stuck_values = models.PositiveIntegerField(_("gleiche Werte hintereinander"), null=True, blank=True)
    stuck_s = models.PositiveIntegerField(_("gleicher Wert seit [s]"), null=True, blank=True)
    stuck_zero = models.BooleanField(_("auch die Null"), default=False)
    """Whether a lasting zero is suspicious too; for rain or people at night it is not."""
    gap_times = models.FloatField(_("Lücke ab dem Vielfachen des Messabstands"), null=True, blank=True)
    drift = models.FloatField(_("größte Abweichung von den Nachbarn"), null=True, blank=True)
    """Between the median of the window and the median of the neighbours' medians."""
    drift_window_h = models.PositiveIntegerField(_("Zeitfenster [h]"), default=72)
    drift_distance_m = models.PositiveIntegerField(_("Nachbarn im Umkreis [m]"), null=True, blank=True)
    """Datastreams of the same quantity within this distance are neighbours too."""
    neighbours = models.ManyToManyField(
        Datastream, verbose_name=_("Nachbarn"), blank=True, related_name="neighbour_of"
    )
    drifting_since = models.DateTimeField(_("driftet seit"), null=True, blank=True)
    drifted_by = models.FloatField(_("Abweichung"), null=True, blank=True)
    """At the last comparison; null when there was nothing to compare with."""
    changed_at = models.DateTimeField(_("geändert"))
    changed_by = models.CharField(_("geändert von"), max_length=150)

    class Meta:
        verbose_name = _("Prüfregeln eines Datenstroms")
        verbose_name_plural = _("Prüfregeln der Datenströme")

    def __str__(self) -> str:
        return f"{self.pk}"


class Calibration(models.Model):
    """A correction of measured values in [valid_from, valid_to): value = measured · factor + offset.

    Written by ``flow.ingest.checking.calibrating`` only; periods of a datastream do not overlap.
    """

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="calibrations")
    valid_from = models.DateTimeField(_("gilt ab"))
    valid_to = models.DateTimeField(_("gilt bis"), null=True, blank=True)
    """Null: until it is ended."""
    factor = models.FloatField(_("Faktor"), default=1.0)
    offset = models.FloatField(_("Korrektur"), default=0.0)
    """Added after the factor, in the unit of the datastream."""
    reason = models.CharField(_("Anlass"), max_length=500)
    entered_by = models.CharField(_("eingetragen von"), max_length=150)
    entered_at = models.DateTimeField(_("eingetragen am"))
    changed_at = models.DateTimeField(_("geändert am"), null=True)
    """When it was entered or ended last."""
    restated_at = models.DateTimeField(_("auf gespeicherte Werte angewandt"), null=True, blank=True)
    """Null: stored values are to be looked at (again)."""

    class Meta:
        verbose_name = _("Kalibrierung")
        verbose_name_plural = _("Kalibrierungen")
        ordering: ClassVar[list[str]] = ["datastream", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.datastream_id}: × {self.factor} + {self.offset}"
