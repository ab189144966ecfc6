# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Price and emissions of electricity."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price_ct', models.FloatField(default=30.0, verbose_name='Strompreis [ct/kWh]')),
                ('price_source', models.CharField(default='Annahme, bitte durch den eigenen Liefervertrag ersetzen', max_length=200, verbose_name='Quelle des Preises')),
                ('price_year', models.PositiveSmallIntegerField(default=2026, verbose_name='Jahr des Preises')),
                ('emission_g', models.FloatField(default=363.0, verbose_name='Emissionsfaktor [g CO2/kWh]')),
                ('emission_source', models.CharField(default='Umweltbundesamt, Emissionsfaktor des deutschen Strommix (Schätzung für 2024)', max_length=200, verbose_name='Quelle des Emissionsfaktors')),
                ('emission_year', models.PositiveSmallIntegerField(default=2024, verbose_name='Jahr des Emissionsfaktors')),
            ],
            options={
                'verbose_name': 'Preis und Emissionsfaktor',
                'verbose_name_plural': 'Preis und Emissionsfaktor',
            },
        ),
    ]
