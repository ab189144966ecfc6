# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0001_screens_and_ordered_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportorder',
            name='deleted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='zurückgenommen'),
        ),
        migrations.AddField(
            model_name='reportorder',
            name='deleted_by',
            field=models.CharField(blank=True, max_length=150, verbose_name='zurückgenommen von'),
        ),
    ]
