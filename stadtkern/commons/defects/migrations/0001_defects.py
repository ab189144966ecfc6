# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Defects of things."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('devices', '0005_remove_old_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Defect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='Art')),
                ('what', models.CharField(max_length=100, verbose_name='Mangel')),
                ('state', models.CharField(choices=[('open', 'offen'), ('progress', 'in Arbeit'), ('done', 'erledigt')], default='open', max_length=10, verbose_name='Stand')),
                ('reports', models.PositiveIntegerField(default=0, verbose_name='Meldungen')),
                ('measured', models.BooleanField(default=False, verbose_name='aus Messwerten')),
                ('detail', models.CharField(blank=True, max_length=200, verbose_name='Einzelheit')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='Bemerkung')),
                ('opened_at', models.DateTimeField(db_index=True, verbose_name='gemeldet')),
                ('changed_at', models.DateTimeField(verbose_name='geändert')),
                ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='defects', to='devices.thing', verbose_name='Objekt')),
            ],
            options={
                'verbose_name': 'Mangel',
                'verbose_name_plural': 'Mängel',
                'ordering': ['opened_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'done'), _negated=True), fields=('thing', 'kind'), name='one_unsettled_defect_per_kind')],
            },
        ),
    ]
