# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lets the database itself refuse to change or remove entries of the audit log."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from stadtkern.kernel import audit_triggers


class Migration(migrations.Migration):
    """Triggers that stand in files, one per database."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("kernel", "0007_audit_chain")]

    operations: ClassVar[list[Operation]] = [migrations.RunPython(audit_triggers.make, audit_triggers.remove)]
