# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues that are harvested, runs, and what was refused."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HarvestRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('running', 'läuft'), ('complete', 'vollständig'), ('unchanged', 'nichts Neues'), ('partial', 'abgebrochen'), ('failed', 'gescheitert')], default='running', max_length=10, verbose_name='Ergebnis')),
                ('started_at', models.DateTimeField(verbose_name='begonnen')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='beendet')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='Seiten')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='neu')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='geändert')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unverändert')),
                ('withdrawn', models.PositiveIntegerField(default=0, verbose_name='zurückgezogen')),
                ('rejected', models.PositiveIntegerField(default=0, verbose_name='abgewiesen')),
                ('reason', models.CharField(blank=True, max_length=1000, verbose_name='Grund')),
            ],
            options={
                'verbose_name': 'Übernahme',
                'verbose_name_plural': 'Übernahmen',
                'ordering': ['-started_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HarvestProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=1000, verbose_name='Kennung dort')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='Titel')),
                ('sentence', models.CharField(max_length=1000, verbose_name='Grund')),
                ('refused', models.BooleanField(verbose_name='abgewiesen')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='harvest.harvestrun')),
            ],
            options={
                'verbose_name': 'Mangel',
                'verbose_name_plural': 'Mängel',
                'ordering': ['-refused', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HarvestSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='Kennung')),
                ('title', models.CharField(max_length=200, verbose_name='Name des Katalogs')),
                ('kind', models.CharField(choices=[('dcat', 'DCAT (Turtle, RDF/XML, JSON-LD)'), ('ckan', 'CKAN'), ('records', 'OGC API Records'), ('stadtkern', 'anderer Stadtkern')], max_length=12, verbose_name='Art')),
                ('url', models.URLField(max_length=1000, verbose_name='Adresse')),
                ('query', models.CharField(blank=True, max_length=500, verbose_name='Auswahl')),
                ('licence', models.CharField(blank=True, max_length=60, verbose_name='Lizenz ohne Angabe')),
                ('interval_h', models.PositiveIntegerField(default=24, verbose_name='Abstand [h]')),
                ('paused', models.BooleanField(default=False, verbose_name='angehalten')),
                ('next_run_at', models.DateTimeField(verbose_name='nächste Übernahme')),
                ('etag', models.CharField(blank=True, max_length=300)),
                ('last_modified', models.CharField(blank=True, max_length=100)),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
                ('created_by', models.CharField(max_length=150, verbose_name='angelegt von')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='harvests', to='kernel.department', verbose_name='Fachbereich')),
            ],
            options={
                'verbose_name': 'übernommener Katalog',
                'verbose_name_plural': 'übernommene Kataloge',
                'ordering': ['title', 'id'],
            },
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='harvest.harvestsource'),
        ),
    ]
