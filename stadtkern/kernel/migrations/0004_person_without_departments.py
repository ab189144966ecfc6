# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Departments of a person stand in the grants from now on."""

from django.db import migrations


class Migration(migrations.Migration):
    """The table of members is gone."""

    dependencies = [
        ("kernel", "0003_departments_become_roles"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="person",
            name="departments",
        ),
    ]
