# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wanted of things."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('devices', '0005_remove_old_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Setpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('parameters', models.JSONField(verbose_name='Sollwert')),
                ('decided_at', models.DateTimeField(verbose_name='entschieden')),
                ('attempt', models.PositiveSmallIntegerField(default=1, verbose_name='Versuch')),
                ('refusal', models.CharField(blank=True, max_length=300, verbose_name='Grund der Ablehnung')),
                ('capability', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='setpoint', to='devices.taskingcapability')),
                ('task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='setpoints', to='devices.task')),
            ],
            options={
                'verbose_name': 'Sollwert',
                'verbose_name_plural': 'Sollwerte',
                'ordering': ['decided_at', 'id'],
            },
        ),
    ]
