# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dashboard', models.CharField(max_length=60, verbose_name='Dashboard')),
                ('revision', models.PositiveIntegerField(verbose_name='Fassung')),
                ('states', models.JSONField(default=list, verbose_name='Schritte')),
                ('at', models.PositiveSmallIntegerField(default=0, verbose_name='Stand')),
                ('changed_at', models.DateTimeField(db_index=True, verbose_name='geändert')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Entwurf eines Dashboards',
                'verbose_name_plural': 'Entwürfe von Dashboards',
                'constraints': [models.UniqueConstraint(fields=('person', 'dashboard'), name='draft_once_per_person')],
            },
        ),
    ]
