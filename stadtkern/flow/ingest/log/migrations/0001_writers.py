# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LogWriter',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='Name')),
                ('started_at', models.DateTimeField(verbose_name='gestartet')),
                ('seen_at', models.DateTimeField(verbose_name='zuletzt gesehen')),
                ('partitions', models.JSONField(default=list, verbose_name='Teile')),
                ('stored', models.BigIntegerField(default=0, verbose_name='gespeichert')),
                ('redelivered', models.BigIntegerField(default=0, verbose_name='erneut zugestellt')),
                ('kept', models.BigIntegerField(default=0, verbose_name='nicht speicherbar')),
                ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='wartet seit')),
                ('waiting_for', models.CharField(blank=True, max_length=300, verbose_name='wartet auf')),
            ],
            options={
                'verbose_name': 'Schreiber',
                'verbose_name_plural': 'Schreiber',
                'ordering': ('name',),
            },
        ),
    ]
