# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests for data that everybody may read."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0003_finding_reasons'),
    ]

    operations = [
        migrations.AddField(
            model_name='datasetrequest',
            name='shown',
            field=models.BooleanField(default=False, verbose_name='öffentlich zeigen'),
        ),
    ]
