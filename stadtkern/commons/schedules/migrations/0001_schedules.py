# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Profiles by sun and clock."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(db_index=True, max_length=60, verbose_name='Thema')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='Name')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='Bemerkung')),
            ],
            options={
                'verbose_name': 'Profil',
                'verbose_name_plural': 'Profile',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nights', models.CharField(choices=[('every', 'alle Nächte'), ('weekdays', 'bestimmte Wochentage'), ('holidays', 'bundesweite Feiertage'), ('dates', 'bestimmte Tage im Jahr')], default='every', max_length=10, verbose_name='Nächte')),
                ('weekdays', models.JSONField(blank=True, default=list, verbose_name='Wochentage')),
                ('dates', models.CharField(blank=True, max_length=300, verbose_name='Tage')),
                ('steps', models.JSONField(default=list, verbose_name='Schritte')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='schedules.profile')),
            ],
            options={
                'verbose_name': 'Nachtplan',
                'verbose_name_plural': 'Nachtpläne',
                'ordering': ['profile', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('nights', 'every')), fields=('profile',), name='one_plan_for_every_night')],
            },
        ),
    ]
