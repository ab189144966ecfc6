# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When a distribution was released."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_datasets'),
    ]

    operations = [
        migrations.AddField(
            model_name='distributionrow',
            name='released_at',
            field=models.DateTimeField(null=True, verbose_name='freigegeben'),
        ),
    ]
