# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How devices are doing: when they were last heard of, their battery, their radio, what got lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .things import Thing


class DeviceState(models.Model):
    """How one thing is doing, as its messages tell; written by ``flow.ingest`` only.

    Messages are counted per UTC day; the recent window is the day of the newest message and the one before.
    """

    thing = models.OneToOneField(Thing, on_delete=models.CASCADE, primary_key=True, related_name="state")
    last_seen_at = models.DateTimeField(_("zuletzt gehört"), null=True, db_index=True)
    battery_percent = models.FloatField(_("Batterie [%]"), null=True)
    battery_v = models.FloatField(_("Batteriespannung [V]"), null=True)
    battery_at = models.DateTimeField(_("Stand der Batterie"), null=True)
    rssi_dbm = models.FloatField(_("Empfangsstärke [dBm]"), null=True)
    snr_db = models.FloatField(_("Signal-Rausch-Abstand [dB]"), null=True)
    snr_smoothed_db = models.FloatField(_("Signal-Rausch-Abstand, geglättet [dB]"), null=True)
    signal_at = models.DateTimeField(_("Stand des Funks"), null=True)
    received = models.BigIntegerField(_("empfangene Nachrichten"), default=0)
    lost = models.BigIntegerField(_("verlorene Nachrichten"), default=0)
    day = models.DateField(_("Tag der Zählung (UTC)"), null=True)
    day_received = models.IntegerField(default=0)
    day_lost = models.IntegerField(default=0)
    day_before_received = models.IntegerField(default=0)
    day_before_lost = models.IntegerField(default=0)
    offline_since = models.DateTimeField(_("abgemeldet seit"), null=True)
    offline_reason = models.CharField(_("Grund der Abmeldung"), max_length=300, blank=True)
    connection_at = models.DateTimeField(null=True)
    """When it was last said whether it is offline; what was said earlier changes nothing."""
    interval_s = models.PositiveIntegerField(_("erwarteter Abstand der Nachrichten [s]"), null=True)
    """Null: as its datastreams say."""
    judged_at = models.DateTimeField(_("beurteilt"), null=True)
    """When the facts below were found out, every few minutes."""
    silent_since = models.DateTimeField(_("schweigt seit"), null=True, db_index=True)
    """Time of its newest value when more than some intervals have passed since."""
    values_day = models.IntegerField(_("Werte der letzten 24 Stunden"), default=0)
    flagged_day = models.IntegerField(_("davon unplausibel"), default=0)
    values_week = models.IntegerField(_("Werte der letzten 7 Tage"), default=0)
    flagged_week = models.IntegerField(_("davon unplausibel"), default=0)
    note = models.CharField(_("Vermerk"), max_length=500, blank=True)
    note_until = models.DateField(_("Vermerk gilt bis"), null=True)
    noted_by = models.CharField(_("vermerkt von"), max_length=150, blank=True)
    noted_at = models.DateTimeField(_("vermerkt am"), null=True)

    class Meta:
        verbose_name = _("Zustand eines Geräts")
        verbose_name_plural = _("Zustände der Geräte")
        ordering: ClassVar[list[str]] = ["thing"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def recent_received(self) -> int:
        """Messages that arrived in the recent window."""
        return self.day_received + self.day_before_received

    @property
    def recent_lost(self) -> int:
        """Messages that got lost in the recent window."""
        return self.day_lost + self.day_before_lost
