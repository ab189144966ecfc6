# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern check``: settings, database, lake, disk."""

from __future__ import annotations

import typer
from django.conf import settings
from django.core.checks import ERROR, CheckMessage, run_checks

from stadtkern.settings import inspection


def run() -> None:
    """Einstellungen, Datenbank, Datensee und Platte prüfen; Rückgabewert 1, wenn etwas nicht stimmt."""
    found = [*run_checks(), *inspection.findings(settings.KNOBS)]
    for finding in found:
        typer.echo(_said(finding))
    wrong = sum(finding.level >= ERROR for finding in found)
    typer.echo(f"{wrong} Fehler, {len(found) - wrong} Hinweise.")
    raise typer.Exit(1 if wrong else 0)


def _said(finding: CheckMessage) -> str:
    word = "Fehler" if finding.level >= ERROR else "Hinweis"
    hint = f"\n    Abhilfe: {finding.hint}" if finding.hint else ""
    return f"{finding.id}  {word}: {finding.msg}{hint}"
