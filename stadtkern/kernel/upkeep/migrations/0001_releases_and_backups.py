# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the tables of versions and backups."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('backup', models.CharField(max_length=60, unique=True, verbose_name='Sicherung')),
                ('place', models.CharField(max_length=500, verbose_name='Ort')),
                ('made_at', models.DateTimeField(db_index=True, verbose_name='Augenblick')),
                ('seconds', models.FloatField(verbose_name='Dauer [s]')),
                ('rows', models.BigIntegerField(verbose_name='Zeilen der Datenbank')),
                ('observations', models.BigIntegerField(verbose_name='Messwerte')),
                ('files', models.BigIntegerField(verbose_name='Dateien')),
                ('bytes', models.BigIntegerField(verbose_name='Umfang')),
                ('written_bytes', models.BigIntegerField(verbose_name='neu geschrieben')),
                ('verified_at', models.DateTimeField(null=True, verbose_name='geprüft')),
                ('fault', models.CharField(blank=True, max_length=500, verbose_name='Fehler')),
            ],
            options={
                'verbose_name': 'Sicherung',
                'verbose_name_plural': 'Sicherungen',
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='DataRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=60, verbose_name='Version')),
                ('at', models.DateTimeField(verbose_name='seit')),
            ],
            options={
                'verbose_name': 'Version der Daten',
                'verbose_name_plural': 'Versionen der Daten',
                'ordering': ['-at', '-id'],
            },
        ),
    ]
