# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts a code in the place of each name that the audit log holds."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from stadtkern.kernel.audit_chain import code_of

_PERSON = "person "


def carry_over(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """One row per name; entries that tell about a person name the person by code."""
    entries = apps.get_model("kernel", "AuditEntry").objects.order_by()
    names = apps.get_model("kernel", "AuditName").objects
    people = dict(apps.get_model("kernel", "Person").objects.values_list("username", "pk"))
    subjects = set(entries.filter(subject__startswith=_PERSON).values_list("subject", flat=True))
    actors = set(entries.values_list("actor", flat=True))
    for name in sorted(actors | {subject.removeprefix(_PERSON) for subject in subjects}):
        salt = secrets.token_hex(16)
        row = names.create(code=code_of(name, salt), name=name, salt=salt, person_id=people.get(name))
        if name in actors:
            entries.filter(actor=name).update(by=row)
        if f"{_PERSON}{name}" in subjects:
            entries.filter(subject=f"{_PERSON}{name}").update(about=row, subject=f"{_PERSON}{row.code}")


def carry_back(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The names again."""
    entries = apps.get_model("kernel", "AuditEntry").objects.order_by()
    for row in apps.get_model("kernel", "AuditName").objects.all():
        entries.filter(by=row).update(actor=row.name or row.code)
        entries.filter(about=row).update(subject=f"{_PERSON}{row.name or row.code}")


class Migration(migrations.Migration):
    """Names become codes."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("kernel", "0005_audit_names")]

    operations: ClassVar[list[Operation]] = [migrations.RunPython(carry_over, carry_back)]
