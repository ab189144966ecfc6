# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The triggers that keep the audit log append-only, whoever writes to the database."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.apps.registry import Apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FOLDER = Path(__file__).parent / "triggers"
_NAME = re.compile(r"^create trigger (\w+)")


def make(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make them; a step of a migration."""
    for statement in statements(f"audit_{editor.connection.vendor}"):
        editor.execute(statement, None)


def remove(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away; the way back of that step."""
    for statement in statements(f"audit_{editor.connection.vendor}_away"):
        editor.execute(statement, None)


@cache
def statements(name: str) -> tuple[str, ...]:
    """The statements of a file of ``triggers``, in order."""
    parts = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").split("\n\n")
    return tuple(part.strip() for part in parts if not part.startswith("--"))


def missing() -> list[str]:
    """Names of triggers that the database does not have: somebody took them away."""
    with connection.cursor() as cursor:
        cursor.execute(statements(f"present_{connection.vendor}")[0])
        present = {str(row[0]) for row in cursor.fetchall()}
    wanted = [_NAME.match(statement) for statement in statements(f"audit_{connection.vendor}")]
    return [found[1] for found in wanted if found and found[1] not in present]
