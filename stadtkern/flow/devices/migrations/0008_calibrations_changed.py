# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When a calibration was changed last."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Only adds a column, so older processes go on."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("devices", "0007_checks_and_calibrations")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "calibration", "changed_at", models.DateTimeField(null=True, verbose_name="geändert am")
        ),
    ]
