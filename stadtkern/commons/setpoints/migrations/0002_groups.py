# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Groups that are kept alike, and what people decide otherwise."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schedules', '0001_schedules'),
        ('setpoints', '0001_setpoints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(db_index=True, max_length=60, verbose_name='Thema')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('member', models.CharField(max_length=20, verbose_name='Merkmal')),
                ('value', models.CharField(blank=True, max_length=200, verbose_name='Wert')),
                ('boost_level', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Wert bei Anwesenheit [%]')),
                ('boost_minutes', models.PositiveSmallIntegerField(default=5, verbose_name='Dauer der Anhebung [Minuten]')),
                ('boost_stream', models.CharField(blank=True, max_length=300, verbose_name='Datenstrom eines Anwesenheitsmelders')),
                ('boosted_until', models.DateTimeField(blank=True, null=True, verbose_name='angehoben bis')),
                ('profile', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='schedules.profile', verbose_name='Profil')),
            ],
            options={
                'verbose_name': 'Gruppe',
                'verbose_name_plural': 'Gruppen',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='Wert [%]')),
                ('until', models.DateTimeField(verbose_name='bis')),
                ('reason', models.CharField(max_length=200, verbose_name='Grund')),
                ('created_at', models.DateTimeField(verbose_name='seit')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='beendet')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='setpoints.group', verbose_name='Gruppe')),
            ],
            options={
                'verbose_name': 'Handbetrieb',
                'verbose_name_plural': 'Handbetrieb',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(fields=('domain', 'name'), name='one_group_per_name'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(fields=('domain', 'member', 'value'), name='one_group_per_value'),
        ),
    ]
