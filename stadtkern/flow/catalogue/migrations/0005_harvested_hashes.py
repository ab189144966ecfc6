# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Find harvested records by a hash of where they came from."""

from __future__ import annotations

from hashlib import blake2b

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Hash what was harvested before."""
    datasets = apps.get_model("catalogue", "Dataset")
    for row in datasets.objects.exclude(harvested_source="").iterator():
        named = f"{row.harvested_source} {row.harvested_identifier}"
        row.harvested_hash = blake2b(named.encode(), digest_size=16).hexdigest()
        row.save(update_fields=["harvested_hash"])


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_shown_requests'),
    ]

    operations = [
        migrations.AddField(
            model_name='dataset',
            name='harvested_hash',
            field=models.CharField(blank=True, db_index=True, max_length=32),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
