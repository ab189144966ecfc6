# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern check``: settings, database, lake, disk."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from django.conf import settings
from django.core.checks import ERROR, CheckMessage, run_checks

from stadtkern.settings import inspection
from stadtkern.settings.hardening import findings as hardening
from stadtkern.settings.hardening.words import Place

_NO_REGISTER = frozenset({"stadtkern.E002", "stadtkern.E003"})


def run(
    *,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Auch prüfen, was für den Betrieb mit Publikum nötig ist.")
    ] = False,
) -> None:
    """Einstellungen, Datenbank, Datensee und Platte prüfen; Rückgabewert 1, wenn etwas nicht stimmt."""
    found = [*run_checks(), *inspection.findings(settings.KNOBS)]
    if deploy:
        place = Place(knobs=settings.KNOBS, now=datetime.now(UTC))
        register = not any(finding.id in _NO_REGISTER for finding in found)
        found += hardening.unfulfilled(place, register=register)
    for finding in found:
        typer.echo(_said(finding))
    wrong = sum(finding.level >= ERROR for finding in found)
    if deploy:
        wanted = {one.id for one in hardening.asked(register=register)}
        met = len(wanted - {finding.id for finding in found})
        typer.echo(f"{met} von {len(wanted)} Anforderungen an den Betrieb sind erfüllt.")
    typer.echo(f"{wrong} Fehler, {len(found) - wrong} Hinweise.")
    raise typer.Exit(1 if wrong else 0)


def _said(finding: CheckMessage) -> str:
    word = "Fehler" if finding.level >= ERROR else "Hinweis"
    hint = f"\n    Abhilfe: {finding.hint}" if finding.hint else ""
    return f"{finding.id}  {word}: {finding.msg}{hint}"
