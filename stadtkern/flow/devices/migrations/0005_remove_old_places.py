# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Remove the columns whose rows were carried over."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


def _domain() -> models.CharField[str, str]:
    return models.CharField(blank=True, db_index=True, max_length=60, verbose_name="Thema")


class Migration(migrations.Migration):
    """After the data, in a transaction of its own, as PostgreSQL asks."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("devices", "0004_carry_places_over")]
    operations: ClassVar[list[Operation]] = [
        migrations.RemoveField("location", "thing"),
        migrations.RemoveField("location", "valid_from"),
        migrations.RemoveField("location", "valid_to"),
        migrations.RemoveField("location", "geometry"),
        migrations.RemoveField("featureofinterest", "code"),
        migrations.RemoveField("sensor", "homepage"),
        migrations.AlterField("location", "location", models.JSONField(verbose_name="Lage")),
        migrations.AlterField("featureofinterest", "feature", models.JSONField(verbose_name="Lage")),
        migrations.AlterField("location", "domain", _domain()),
        migrations.AlterField("featureofinterest", "domain", _domain()),
        migrations.AlterField("sensor", "domain", _domain()),
        migrations.AlterField("observedproperty", "domain", _domain()),
    ]
