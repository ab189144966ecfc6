# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How devices are doing: one row per thing."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.deletion import CASCADE

_THING = models.OneToOneField(
    on_delete=CASCADE, primary_key=True, related_name="state", serialize=False, to="devices.thing"
)


def _time(title: str) -> models.DateTimeField[str | None, str | None]:
    return models.DateTimeField(null=True, verbose_name=title)


def _number(title: str) -> models.FloatField[float | None, float | None]:
    return models.FloatField(null=True, verbose_name=title)


class Migration(migrations.Migration):
    """Only adds a table, so older processes go on."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("devices", "0005_remove_old_places")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="DeviceState",
            fields=[
                ("thing", _THING),
                (
                    "last_seen_at",
                    models.DateTimeField(db_index=True, null=True, verbose_name="zuletzt gehört"),
                ),
                ("battery_percent", _number("Batterie [%]")),
                ("battery_v", _number("Batteriespannung [V]")),
                ("battery_at", _time("Stand der Batterie")),
                ("rssi_dbm", _number("Empfangsstärke [dBm]")),
                ("snr_db", _number("Signal-Rausch-Abstand [dB]")),
                ("snr_smoothed_db", _number("Signal-Rausch-Abstand, geglättet [dB]")),
                ("signal_at", _time("Stand des Funks")),
                ("received", models.BigIntegerField(default=0, verbose_name="empfangene Nachrichten")),
                ("lost", models.BigIntegerField(default=0, verbose_name="verlorene Nachrichten")),
                ("day", models.DateField(null=True, verbose_name="Tag der Zählung (UTC)")),
                ("day_received", models.IntegerField(default=0)),
                ("day_lost", models.IntegerField(default=0)),
                ("day_before_received", models.IntegerField(default=0)),
                ("day_before_lost", models.IntegerField(default=0)),
                ("offline_since", _time("abgemeldet seit")),
                (
                    "offline_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="Grund der Abmeldung"),
                ),
                ("connection_at", models.DateTimeField(null=True)),
                (
                    "interval_s",
                    models.PositiveIntegerField(
                        null=True, verbose_name="erwarteter Abstand der Nachrichten [s]"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="Vermerk")),
                ("note_until", models.DateField(null=True, verbose_name="Vermerk gilt bis")),
                ("noted_by", models.CharField(blank=True, max_length=150, verbose_name="vermerkt von")),
                ("noted_at", _time("vermerkt am")),
            ],
            options={
                "verbose_name": "Zustand eines Geräts",
                "verbose_name_plural": "Zustände der Geräte",
                "ordering": ["thing"],
            },
        ),
    ]
