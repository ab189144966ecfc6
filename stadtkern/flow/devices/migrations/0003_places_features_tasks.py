# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places on their own, historical locations, features of interest, tasks: new tables and columns."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL

_ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
_VISIBILITY = models.CharField(
    choices=[("public", "öffentlich"), ("internal", "nur intern")],
    default="public",
    max_length=10,
    verbose_name="Sichtbarkeit",
)


def _description() -> models.TextField[str, str]:
    return models.TextField(blank=True, verbose_name="Beschreibung")


def _properties() -> models.JSONField:
    return models.JSONField(blank=True, default=dict, verbose_name="Eigenschaften")


def _domain() -> models.CharField[str, str]:
    return models.CharField(blank=True, db_index=True, default="", max_length=60, verbose_name="Thema")


def _encoding(title: str, default: str) -> models.CharField[str, str]:
    return models.CharField(default=default, max_length=200, verbose_name=title)


def _box(model: str) -> list[Operation]:
    sides = {
        "west": "westlichste Länge [°]",
        "south": "südlichste Breite [°]",
        "east": "östlichste Länge [°]",
        "north": "nördlichste Breite [°]",
    }
    return [
        migrations.AddField(model, side, models.FloatField(blank=True, null=True, verbose_name=title))
        for side, title in sides.items()
    ]


def _instrument(name: str, title: str, plural: str) -> Operation:
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", _ID.clone()),
            ("code", models.CharField(max_length=200, unique=True, verbose_name="Kennung")),
            ("name", models.CharField(max_length=300, verbose_name="Name")),
            ("description", _description()),
            ("encoding_type", _encoding("Format der Angaben", "text/html")),
            ("metadata", models.JSONField(blank=True, null=True, verbose_name="Angaben")),
            ("properties", _properties()),
            ("domain", models.CharField(blank=True, db_index=True, max_length=60, verbose_name="Thema")),
        ],
        options={"verbose_name": title, "verbose_name_plural": plural, "ordering": ["name", "id"]},
    )


_LOCATION: list[Operation] = [
    migrations.RemoveConstraint("location", "one_current_location"),
    migrations.AlterModelOptions(
        "location",
        {"ordering": ["name", "id"], "verbose_name": "Standort", "verbose_name_plural": "Standorte"},
    ),
    migrations.AlterField(
        "location",
        "thing",
        models.ForeignKey(null=True, on_delete=CASCADE, related_name="old_locations", to="devices.thing"),
    ),
    migrations.AlterField(
        "location", "valid_from", models.DateTimeField(null=True, verbose_name="gültig ab")
    ),
    migrations.AlterField(
        "location", "longitude", models.FloatField(blank=True, null=True, verbose_name="Länge [°]")
    ),
    migrations.AlterField(
        "location", "latitude", models.FloatField(blank=True, null=True, verbose_name="Breite [°]")
    ),
    migrations.AddField("location", "description", _description()),
    migrations.AddField("location", "encoding_type", _encoding("Format der Lage", "application/geo+json")),
    migrations.AddField("location", "location", models.JSONField(null=True, verbose_name="Lage")),
    migrations.AddField("location", "properties", _properties()),
    migrations.AddField("location", "domain", _domain()),
    *_box("location"),
    migrations.AddIndex(
        "location", models.Index(fields=["west", "east", "south", "north"], name="location_box")
    ),
]
_STAYS: list[Operation] = [
    migrations.CreateModel(
        name="Placement",
        fields=[
            ("id", _ID.clone()),
            (
                "location",
                models.ForeignKey(on_delete=CASCADE, related_name="placements", to="devices.location"),
            ),
            (
                "thing",
                models.ForeignKey(on_delete=CASCADE, related_name="placements", to="devices.thing"),
            ),
        ],
        options={"verbose_name": "Aufenthalt", "verbose_name_plural": "Aufenthalte", "ordering": ["id"]},
    ),
    migrations.AddConstraint(
        "placement", models.UniqueConstraint(fields=("thing", "location"), name="placement_once")
    ),
    migrations.AddField(
        "thing",
        "locations",
        models.ManyToManyField(
            related_name="things",
            through="devices.Placement",
            to="devices.location",
            verbose_name="Standorte",
        ),
    ),
    migrations.CreateModel(
        name="HistoricalLocation",
        fields=[
            ("id", _ID.clone()),
            ("time", models.DateTimeField(verbose_name="gültig ab")),
            ("until", models.DateTimeField(blank=True, null=True, verbose_name="gültig bis")),
            (
                "thing",
                models.ForeignKey(on_delete=CASCADE, related_name="historical_locations", to="devices.thing"),
            ),
        ],
        options={
            "verbose_name": "früherer Standort",
            "verbose_name_plural": "frühere Standorte",
            "ordering": ["-time", "-id"],
        },
    ),
    migrations.CreateModel(
        name="HistoricalPlacement",
        fields=[
            ("id", _ID.clone()),
            (
                "historical_location",
                models.ForeignKey(
                    on_delete=CASCADE, related_name="placements", to="devices.historicallocation"
                ),
            ),
            (
                "location",
                models.ForeignKey(
                    on_delete=CASCADE, related_name="historical_placements", to="devices.location"
                ),
            ),
        ],
        options={
            "verbose_name": "früherer Aufenthalt",
            "verbose_name_plural": "frühere Aufenthalte",
            "ordering": ["id"],
        },
    ),
    migrations.AddConstraint(
        "historicalplacement",
        models.UniqueConstraint(fields=("historical_location", "location"), name="historical_placement_once"),
    ),
    migrations.AddField(
        "historicallocation",
        "locations",
        models.ManyToManyField(
            related_name="historical_locations",
            through="devices.HistoricalPlacement",
            to="devices.location",
        ),
    ),
    migrations.AddIndex(
        "historicallocation", models.Index(fields=["thing", "time"], name="historical_thing_time")
    ),
    migrations.AddConstraint(
        "historicallocation",
        models.UniqueConstraint(
            condition=models.Q(("until__isnull", True)),
            fields=("thing",),
            name="one_open_historical_location",
        ),
    ),
]
_FEATURE: list[Operation] = [
    migrations.AlterModelOptions(
        "featureofinterest",
        {
            "ordering": ["name", "id"],
            "verbose_name": "Untersuchungsobjekt",
            "verbose_name_plural": "Untersuchungsobjekte",
        },
    ),
    migrations.RenameField("featureofinterest", "geometry", "feature"),
    migrations.AlterField(
        "featureofinterest",
        "code",
        models.CharField(max_length=200, null=True, unique=True, verbose_name="Kennung"),
    ),
    migrations.AlterField(
        "featureofinterest", "name", models.CharField(blank=True, max_length=300, verbose_name="Name")
    ),
    migrations.AddField(
        "featureofinterest", "encoding_type", _encoding("Format der Lage", "application/geo+json")
    ),
    migrations.AddField("featureofinterest", "properties", _properties()),
    migrations.AddField("featureofinterest", "domain", _domain()),
    migrations.AddField("featureofinterest", "visibility", _VISIBILITY),
    migrations.AddField(
        "featureofinterest",
        "location",
        models.OneToOneField(
            blank=True,
            null=True,
            on_delete=SET_NULL,
            related_name="feature",
            to="devices.location",
        ),
    ),
    *_box("featureofinterest"),
    migrations.AddIndex(
        "featureofinterest", models.Index(fields=["west", "east", "south", "north"], name="feature_box")
    ),
]
_STREAMS: list[Operation] = [
    migrations.RenameField("sensor", "metadata", "homepage"),
    migrations.AddField("sensor", "encoding_type", _encoding("Format der Angaben", "text/html")),
    migrations.AddField(
        "sensor", "metadata", models.JSONField(blank=True, null=True, verbose_name="Angaben")
    ),
    migrations.AddField("sensor", "properties", _properties()),
    migrations.AddField("sensor", "domain", _domain()),
    migrations.AlterField(
        "observedproperty",
        "definition",
        models.CharField(blank=True, max_length=2000, verbose_name="Definition"),
    ),
    migrations.AlterField(
        "observedproperty",
        "ucum",
        models.CharField(blank=True, max_length=60, verbose_name="Einheit (UCUM)"),
    ),
    migrations.AddField("observedproperty", "description", _description()),
    migrations.AddField("observedproperty", "properties", _properties()),
    migrations.AddField("observedproperty", "domain", _domain()),
    migrations.AddField(
        "datastream",
        "observation_type",
        models.CharField(default=_MEASUREMENT, max_length=500, verbose_name="Art der Beobachtung"),
    ),
    migrations.AddField(
        "datastream", "multi", models.BooleanField(default=False, verbose_name="mehrere Messgrößen")
    ),
    migrations.AddField(
        "datastream", "observed_area", models.JSONField(blank=True, null=True, verbose_name="Messgebiet")
    ),
    migrations.AddField(
        "component",
        "observation_type",
        models.CharField(default=_MEASUREMENT, max_length=500, verbose_name="Art der Beobachtung"),
    ),
    migrations.AddField(
        "component",
        "unit_name",
        models.CharField(blank=True, max_length=300, null=True, verbose_name="Name der Einheit"),
    ),
    migrations.AddField(
        "component",
        "unit_symbol",
        models.CharField(blank=True, max_length=300, null=True, verbose_name="Einheitenzeichen"),
    ),
    migrations.AddField(
        "component",
        "unit_definition",
        models.CharField(blank=True, max_length=2000, null=True, verbose_name="Einheit"),
    ),
]
_TASKS: list[Operation] = [
    _instrument("Actuator", "Aktor", "Aktoren"),
    migrations.CreateModel(
        name="TaskingCapability",
        fields=[
            ("id", _ID.clone()),
            ("name", models.CharField(max_length=300, verbose_name="Name")),
            ("description", _description()),
            ("parameters", models.JSONField(default=dict, verbose_name="Parameter")),
            ("properties", _properties()),
            (
                "actuator",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="tasking_capabilities", to="devices.actuator"
                ),
            ),
            (
                "thing",
                models.ForeignKey(on_delete=CASCADE, related_name="tasking_capabilities", to="devices.thing"),
            ),
        ],
        options={
            "verbose_name": "Steuerungsmöglichkeit",
            "verbose_name_plural": "Steuerungsmöglichkeiten",
            "ordering": ["name", "id"],
        },
    ),
    migrations.CreateModel(
        name="Task",
        fields=[
            ("id", _ID.clone()),
            ("parameters", models.JSONField(default=dict, verbose_name="Parameter")),
            ("created_at", models.DateTimeField(verbose_name="angelegt")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("created", "angelegt"),
                        ("delivered", "zugestellt"),
                        ("accepted", "angenommen"),
                        ("running", "läuft"),
                        ("completed", "ausgeführt"),
                        ("failed", "gescheitert"),
                        ("rejected", "abgelehnt"),
                        ("cancelled", "zurückgezogen"),
                    ],
                    db_index=True,
                    default="created",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("status_at", models.DateTimeField(verbose_name="Stand vom")),
            ("outcome", models.JSONField(blank=True, null=True, verbose_name="Ergebnis")),
            ("caller", models.CharField(max_length=150, verbose_name="Auftraggeber")),
            (
                "capability",
                models.ForeignKey(on_delete=CASCADE, related_name="tasks", to="devices.taskingcapability"),
            ),
        ],
        options={
            "verbose_name": "Auftrag",
            "verbose_name_plural": "Aufträge",
            "ordering": ["-created_at", "-id"],
        },
    ),
]


class Migration(migrations.Migration):
    """Old columns stay until their rows are carried over."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("devices", "0002_initial")]
    operations: ClassVar[list[Operation]] = [*_LOCATION, *_STAYS, *_FEATURE, *_STREAMS, *_TASKS]
