# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reasons of findings are texts of the program, not of the register."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_distribution_release'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='finding',
            name='reason',
        ),
    ]
