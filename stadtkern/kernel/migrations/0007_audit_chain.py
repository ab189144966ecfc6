# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Chains the entries that the audit log holds, in the order in which they were written."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from stadtkern.kernel.audit_chain import START, Link, digest, storable

_AT_ONCE = 2_000


def chain(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give each entry its number and digest."""
    model = apps.get_model("kernel", "AuditEntry")
    head = apps.get_model("kernel", "AuditHead").objects.create(pk=1, number=0, digest=START)
    last = 0
    while found := list(model.objects.filter(pk__gt=last).select_related("by").order_by("pk")[:_AT_ONCE]):
        last = found[-1].pk
        for entry in found:
            entry.change = storable(entry.change)
            head.number += 1
            link = Link(
                number=head.number,
                previous=head.digest,
                at=entry.at,
                by=entry.by.code,
                action=entry.action,
                subject=entry.subject,
                change=entry.change,
            )
            head.digest = entry.digest = digest(link)
            entry.number = head.number
        model.objects.bulk_update(found, ["number", "digest", "change"], batch_size=200)
    head.save()


def unchain(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the links away."""
    apps.get_model("kernel", "AuditEntry").objects.update(number=None, digest="")
    apps.get_model("kernel", "AuditHead").objects.all().delete()


class Migration(migrations.Migration):
    """Names leave the entries, and the entries become a chain."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("kernel", "0006_audit_names_carried")]

    operations: ClassVar[list[Operation]] = [
        migrations.RemoveField(model_name="auditentry", name="actor"),
        migrations.AlterField(
            model_name="auditentry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="kernel.auditname",
                verbose_name="Wer",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("number__isnull", True)), fields=["id"], name="kernel_audit_unsealed"
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["action", "-id"], name="kernel_audit_action"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["subject"], name="kernel_audit_subject"),
        ),
        migrations.RunPython(chain, unchain),
    ]
