# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datasets, their release, requests for data, usage."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0, verbose_name='Stand')),
                ('four_eyes', models.BooleanField(default=True, verbose_name='Vier-Augen-Prinzip')),
            ],
            options={
                'verbose_name': 'Stand des Katalogs',
                'verbose_name_plural': 'Stand des Katalogs',
            },
        ),
        migrations.CreateModel(
            name='Publisher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='Name')),
                ('uri', models.URLField(blank=True, max_length=500, verbose_name='Kennung (IRI)')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail der Stelle')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='Telefon der Stelle')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='Internetseite')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='Art')),
            ],
            options={
                'verbose_name': 'herausgebende Stelle',
                'verbose_name_plural': 'herausgebende Stellen',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Dataset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='Kennung')),
                ('origin', models.CharField(choices=[('measured', 'Messwerte'), ('collection', 'Geodaten-Sammlung'), ('dashboard', 'Dashboard'), ('uploaded', 'Dateien und Links'), ('harvested', 'übernommen')], max_length=12, verbose_name='Herkunft')),
                ('state', models.CharField(choices=[('draft', 'Entwurf'), ('review', 'zur Freigabe'), ('released', 'veröffentlicht'), ('deprecated', 'läuft aus'), ('withdrawn', 'zurückgezogen')], db_index=True, default='draft', max_length=12, verbose_name='Stand')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='Titel (englisch)')),
                ('description', models.TextField(blank=True, max_length=20000, verbose_name='Beschreibung')),
                ('description_en', models.TextField(blank=True, max_length=20000, verbose_name='Beschreibung (englisch)')),
                ('licence', models.CharField(blank=True, max_length=60, verbose_name='Lizenz')),
                ('attribution', models.CharField(blank=True, max_length=500, verbose_name='Namensnennung')),
                ('contact_name', models.CharField(blank=True, max_length=200, verbose_name='Ansprechstelle')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail der Stelle')),
                ('contact_phone', models.CharField(blank=True, max_length=60, verbose_name='Telefon der Stelle')),
                ('contact_url', models.URLField(blank=True, max_length=500, verbose_name='Kontaktseite')),
                ('themes', models.JSONField(blank=True, default=list, verbose_name='Themen')),
                ('keywords', models.JSONField(blank=True, default=list, verbose_name='Schlagwörter')),
                ('frequency', models.CharField(blank=True, max_length=20, verbose_name='Aktualisierung')),
                ('period_start', models.DateTimeField(blank=True, null=True, verbose_name='Daten ab')),
                ('period_end', models.DateTimeField(blank=True, null=True, verbose_name='Daten bis')),
                ('bounds', models.JSONField(blank=True, null=True, verbose_name='Ausdehnung')),
                ('geocoding', models.JSONField(blank=True, default=list, verbose_name='Gemeindeschlüssel')),
                ('high_value', models.JSONField(blank=True, default=list, verbose_name='hochwertige Datensätze')),
                ('conforms_to', models.JSONField(blank=True, default=list, verbose_name='Standards')),
                ('landing_page', models.URLField(blank=True, max_length=1000, verbose_name='Internetseite')),
                ('identifier', models.CharField(blank=True, max_length=500, verbose_name='Kennung der Quelle')),
                ('collection', models.CharField(blank=True, max_length=60, verbose_name='Geodaten-Sammlung')),
                ('released_at', models.DateTimeField(null=True, verbose_name='veröffentlicht')),
                ('data_changed_at', models.DateTimeField(null=True, verbose_name='Daten geändert')),
                ('deprecated_on', models.DateField(null=True, verbose_name='läuft aus am')),
                ('deprecation_reason', models.CharField(blank=True, max_length=1000, verbose_name='Grund')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='zurückgezogen am')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=1000, verbose_name='Grund')),
                ('successor', models.CharField(blank=True, max_length=200, verbose_name='Nachfolger')),
                ('record', models.JSONField(null=True, verbose_name='übernommener Eintrag')),
                ('harvested_source', models.CharField(blank=True, db_index=True, max_length=100, verbose_name='übernommen aus')),
                ('harvested_identifier', models.CharField(blank=True, max_length=1000, verbose_name='Kennung dort')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='zuletzt gesehen')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
                ('changed_at', models.DateTimeField(verbose_name='geändert')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zuletzt bearbeitet von')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='datasets', to='kernel.department', verbose_name='Fachbereich')),
                ('publisher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.publisher', verbose_name='Herausgeber')),
            ],
            options={
                'verbose_name': 'Datensatz',
                'verbose_name_plural': 'Datensätze',
                'ordering': ['title', 'key'],
            },
        ),
        migrations.CreateModel(
            name='DatasetRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=43, unique=True)),
                ('subject', models.CharField(max_length=200, verbose_name='Welche Daten fehlen Ihnen?')),
                ('purpose', models.TextField(blank=True, max_length=4000, verbose_name='Wofür möchten Sie sie nutzen?')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail')),
                ('state', models.CharField(choices=[('new', 'eingegangen'), ('checking', 'wird geprüft'), ('planned', 'Veröffentlichung geplant'), ('published', 'veröffentlicht'), ('declined', 'nicht möglich')], default='new', max_length=12, verbose_name='Stand')),
                ('answer', models.TextField(blank=True, max_length=4000, verbose_name='Antwort der Stadt')),
                ('dataset', models.CharField(blank=True, max_length=200, verbose_name='Datensatz')),
                ('created_at', models.DateTimeField(db_index=True, verbose_name='eingegangen')),
                ('changed_at', models.DateTimeField(verbose_name='Stand vom')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='abgeschlossen')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dataset_requests', to='kernel.department', verbose_name='zuständig')),
            ],
            options={
                'verbose_name': 'Datenwunsch',
                'verbose_name_plural': 'Datenwünsche',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('created', 'angelegt'), ('edited', 'bearbeitet'), ('checked', 'geprüft'), ('answered', 'Fund beantwortet'), ('submitted', 'zur Freigabe gegeben'), ('returned', 'zurückgegeben'), ('released', 'veröffentlicht'), ('deprecated', 'Ende angekündigt'), ('kept', 'Ankündigung zurückgenommen'), ('withdrawn', 'zurückgezogen'), ('reopened', 'wieder geöffnet')], max_length=12, verbose_name='Schritt')),
                ('actor', models.CharField(max_length=150, verbose_name='Wer')),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='Bemerkung')),
                ('at', models.DateTimeField(verbose_name='Wann')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='catalogue.dataset')),
            ],
            options={
                'verbose_name': 'Schritt einer Freigabe',
                'verbose_name_plural': 'Schritte der Freigaben',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SeriesRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, unique=True, verbose_name='Kennung')),
                ('title', models.CharField(max_length=300, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='Titel (englisch)')),
                ('description', models.TextField(verbose_name='Beschreibung')),
                ('description_en', models.TextField(blank=True, verbose_name='Beschreibung (englisch)')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dataset_series', to='kernel.department', verbose_name='Fachbereich')),
                ('publisher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.publisher', verbose_name='Herausgeber')),
            ],
            options={
                'verbose_name': 'Datensatzreihe',
                'verbose_name_plural': 'Datensatzreihen',
                'ordering': ['title', 'id'],
            },
        ),
        migrations.AddField(
            model_name='dataset',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='datasets', to='catalogue.seriesrow', verbose_name='Reihe'),
        ),
        migrations.CreateModel(
            name='UsageDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, verbose_name='Datensatz')),
                ('day', models.DateField(verbose_name='Tag')),
                ('kind', models.CharField(max_length=20, verbose_name='Art')),
                ('count', models.PositiveBigIntegerField(default=0, verbose_name='Anzahl')),
            ],
            options={
                'verbose_name': 'Nutzung eines Tages',
                'verbose_name_plural': 'Nutzung nach Tagen',
                'ordering': ['key', 'day', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('key', 'day', 'kind'), name='usage_once')],
            },
        ),
        migrations.CreateModel(
            name='DistributionRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, verbose_name='Kennung')),
                ('title', models.CharField(max_length=300, verbose_name='Titel')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='Titel (englisch)')),
                ('description', models.CharField(blank=True, max_length=2000, verbose_name='Beschreibung')),
                ('url', models.URLField(blank=True, max_length=2000, verbose_name='Adresse')),
                ('file', models.CharField(blank=True, max_length=300, verbose_name='Datei')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='Dateiname')),
                ('media_type', models.CharField(blank=True, max_length=100, verbose_name='Medientyp')),
                ('format', models.CharField(blank=True, max_length=40, verbose_name='Format')),
                ('bytes', models.BigIntegerField(null=True, verbose_name='Größe')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('licence', models.CharField(blank=True, max_length=60, verbose_name='Lizenz')),
                ('availability', models.CharField(blank=True, max_length=20, verbose_name='Verfügbarkeit')),
                ('columns', models.JSONField(default=list, verbose_name='Spalten')),
                ('alive', models.BooleanField(null=True, verbose_name='erreichbar')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='zuletzt geprüft')),
                ('created_at', models.DateTimeField(verbose_name='angelegt')),
                ('changed_at', models.DateTimeField(verbose_name='geändert')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distribution_rows', to='catalogue.dataset')),
            ],
            options={
                'verbose_name': 'Bezugsweg',
                'verbose_name_plural': 'Bezugswege',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'key'), name='distribution_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=300, verbose_name='Wo')),
                ('check_name', models.CharField(max_length=40, verbose_name='Prüfung')),
                ('reason', models.CharField(max_length=1000, verbose_name='Grund')),
                ('hits', models.PositiveIntegerField(default=0, verbose_name='Treffer')),
                ('scanned', models.PositiveIntegerField(default=0, verbose_name='geprüfte Werte')),
                ('blocking', models.BooleanField(default=True, verbose_name='muss beantwortet werden')),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='Antwort')),
                ('answered_by', models.CharField(blank=True, max_length=150, verbose_name='beantwortet von')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='beantwortet am')),
                ('found_at', models.DateTimeField(verbose_name='gefunden am')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='catalogue.dataset')),
            ],
            options={
                'verbose_name': 'Fund der Schutzprüfung',
                'verbose_name_plural': 'Funde der Schutzprüfung',
                'ordering': ['place', 'check_name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'place', 'check_name'), name='finding_once')],
            },
        ),
    ]
