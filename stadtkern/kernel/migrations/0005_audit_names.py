# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes room for codes instead of names in the audit log, and for its chain."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

_KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Tables and columns; existing entries are carried over by the next steps."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("kernel", "0004_person_without_departments")]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="AuditName",
            fields=[
                ("id", _KEY),
                ("code", models.CharField(max_length=34, unique=True)),
                ("name", models.CharField(max_length=150, null=True, unique=True, verbose_name="Name")),
                ("salt", models.CharField(blank=True, max_length=64)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="audit_names",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Name im Protokoll",
                "verbose_name_plural": "Namen im Protokoll",
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", _KEY),
                ("number", models.BigIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "Ende der Protokollkette",
                "verbose_name_plural": "Ende der Protokollkette",
            },
        ),
        migrations.CreateModel(
            name="AuditTrim",
            fields=[
                ("id", _KEY),
                ("upto", models.BigIntegerField(unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("removed", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "Kürzung des Protokolls",
                "verbose_name_plural": "Kürzungen des Protokolls",
            },
        ),
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                ("id", _KEY),
                ("at", models.DateTimeField(db_index=True, verbose_name="geprüft")),
                ("entries", models.BigIntegerField(verbose_name="Einträge")),
                ("number", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("broken", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "Prüfung des Protokolls",
                "verbose_name_plural": "Prüfungen des Protokolls",
            },
        ),
        migrations.AddField(
            model_name="auditentry",
            name="number",
            field=models.BigIntegerField(null=True, unique=True, verbose_name="Nummer"),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="kernel.auditname",
                verbose_name="Wer",
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="about",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told",
                to="kernel.auditname",
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
