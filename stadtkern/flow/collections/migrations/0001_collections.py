# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections of features."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeatureCollection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60, unique=True, verbose_name="Kennung")),
                ("title", models.CharField(max_length=200, verbose_name="Titel")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="Titel auf Englisch")),
                ("description", models.TextField(blank=True, verbose_name="Beschreibung")),
                ("description_en", models.TextField(blank=True, verbose_name="Beschreibung auf Englisch")),
                ("domain", models.CharField(blank=True, db_index=True, max_length=60, verbose_name="Thema")),
                (
                    "source",
                    models.CharField(blank=True, db_index=True, max_length=100, verbose_name="Datenquelle"),
                ),
                (
                    "geometry",
                    models.CharField(
                        choices=[
                            ("point", "Punkte"),
                            ("line", "Linien"),
                            ("polygon", "Flächen"),
                            ("any", "gemischt"),
                            ("none", "ohne Ort"),
                        ],
                        default="any",
                        max_length=10,
                        verbose_name="Art der Orte",
                    ),
                ),
                ("fields", models.JSONField(default=list, verbose_name="Felder")),
                ("name_field", models.CharField(blank=True, max_length=60, verbose_name="Namensfeld")),
                ("style", models.JSONField(blank=True, default=dict, verbose_name="Darstellung")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "öffentlich"), ("internal", "nur intern")],
                        default="internal",
                        max_length=10,
                        verbose_name="Sichtbarkeit",
                    ),
                ),
                ("themes", models.JSONField(blank=True, default=list, verbose_name="EU-Themen")),
                ("keywords", models.JSONField(blank=True, default=list, verbose_name="Schlagwörter")),
                (
                    "frequency",
                    models.CharField(default="UNKNOWN", max_length=30, verbose_name="Aktualisierung"),
                ),
                (
                    "high_value",
                    models.JSONField(blank=True, default=list, verbose_name="Hochwertige Datensätze"),
                ),
                ("licence", models.CharField(blank=True, max_length=60, verbose_name="Lizenz")),
                ("publisher", models.CharField(blank=True, max_length=300, verbose_name="Herausgeber")),
                ("attribution", models.CharField(blank=True, max_length=500, verbose_name="Quellenvermerk")),
                ("homepage", models.URLField(blank=True, max_length=500, verbose_name="Webseite")),
                ("edited", models.JSONField(blank=True, default=list, verbose_name="von Hand festgelegt")),
                ("revision", models.PositiveBigIntegerField(default=0, verbose_name="Stand")),
                ("features", models.PositiveBigIntegerField(default=0, verbose_name="Objekte")),
                ("west", models.FloatField(null=True)),
                ("south", models.FloatField(null=True)),
                ("east", models.FloatField(null=True)),
                ("north", models.FloatField(null=True)),
                ("data_changed_at", models.DateTimeField(null=True, verbose_name="Daten geändert")),
                ("writing_since", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(verbose_name="angelegt")),
                ("changed_at", models.DateTimeField(verbose_name="geändert")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="kernel.department",
                        verbose_name="Fachbereich",
                    ),
                ),
            ],
            options={
                "verbose_name": "Objektsammlung",
                "verbose_name_plural": "Objektsammlungen",
                "ordering": ["title", "key"],
            },
        ),
    ]
