# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How values of a datastream are judged and corrected, and what was found out about devices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.deletion import CASCADE

_ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _time(title: str) -> models.DateTimeField[str | None, str | None]:
    return models.DateTimeField(null=True, blank=True, verbose_name=title)


def _number(title: str) -> models.FloatField[float | None, float | None]:
    return models.FloatField(null=True, blank=True, verbose_name=title)


def _natural(title: str) -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(null=True, blank=True, verbose_name=title)


def _switch(title: str, *, default: bool = False) -> models.BooleanField[bool, bool]:
    return models.BooleanField(default=default, verbose_name=title)


def _count(title: str) -> models.IntegerField[int, int]:
    return models.IntegerField(default=0, verbose_name=title)


_CHECKS: list[tuple[str, models.Field[Any, Any]]] = [
    (
        "datastream",
        models.OneToOneField(
            on_delete=CASCADE,
            primary_key=True,
            related_name="checks",
            serialize=False,
            to="devices.datastream",
        ),
    ),
    ("ranged", _switch("Wertebereich prüfen", default=True)),
    ("low", _number("kleinster plausibler Wert")),
    ("high", _number("größter plausibler Wert")),
    ("step", _number("größter Sprung")),
    ("step_per_minute", _switch("je Minute")),
    ("stuck_values", _natural("gleiche Werte hintereinander")),
    ("stuck_s", _natural("gleicher Wert seit [s]")),
    ("stuck_zero", _switch("auch die Null")),
    ("gap_times", _number("Lücke ab dem Vielfachen des Messabstands")),
    ("drift", _number("größte Abweichung von den Nachbarn")),
    ("drift_window_h", models.PositiveIntegerField(default=72, verbose_name="Zeitfenster [h]")),
    ("drift_distance_m", _natural("Nachbarn im Umkreis [m]")),
    (
        "neighbours",
        models.ManyToManyField(
            blank=True, related_name="neighbour_of", to="devices.datastream", verbose_name="Nachbarn"
        ),
    ),
    ("drifting_since", _time("driftet seit")),
    ("drifted_by", _number("Abweichung")),
    ("changed_at", models.DateTimeField(verbose_name="geändert")),
    ("changed_by", models.CharField(max_length=150, verbose_name="geändert von")),
]
_CALIBRATION: list[tuple[str, models.Field[Any, Any]]] = [
    ("id", _ID),
    (
        "datastream",
        models.ForeignKey(on_delete=CASCADE, related_name="calibrations", to="devices.datastream"),
    ),
    ("valid_from", models.DateTimeField(verbose_name="gilt ab")),
    ("valid_to", _time("gilt bis")),
    ("factor", models.FloatField(default=1.0, verbose_name="Faktor")),
    ("offset", models.FloatField(default=0.0, verbose_name="Korrektur")),
    ("reason", models.CharField(max_length=500, verbose_name="Anlass")),
    ("entered_by", models.CharField(max_length=150, verbose_name="eingetragen von")),
    ("entered_at", models.DateTimeField(verbose_name="eingetragen am")),
    ("restated_at", _time("auf gespeicherte Werte angewandt")),
]


class Migration(migrations.Migration):
    """Only adds tables and columns, so older processes go on."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("devices", "0006_device_state")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "devicestate", "judged_at", models.DateTimeField(null=True, verbose_name="beurteilt")
        ),
        migrations.AddField(
            "devicestate",
            "silent_since",
            models.DateTimeField(db_index=True, null=True, verbose_name="schweigt seit"),
        ),
        migrations.AddField("devicestate", "values_day", _count("Werte der letzten 24 Stunden")),
        migrations.AddField("devicestate", "flagged_day", _count("davon unplausibel")),
        migrations.AddField("devicestate", "values_week", _count("Werte der letzten 7 Tage")),
        migrations.AddField("devicestate", "flagged_week", _count("davon unplausibel")),
        migrations.CreateModel(
            name="StreamChecks",
            fields=_CHECKS,
            options={
                "verbose_name": "Prüfregeln eines Datenstroms",
                "verbose_name_plural": "Prüfregeln der Datenströme",
            },
        ),
        migrations.CreateModel(
            name="Calibration",
            fields=_CALIBRATION,
            options={
                "verbose_name": "Kalibrierung",
                "verbose_name_plural": "Kalibrierungen",
                "ordering": ["datastream", "-valid_from"],
            },
        ),
    ]
