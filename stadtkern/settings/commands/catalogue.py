# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern catalogue``: the catalogue of open data."""

from __future__ import annotations

from typing import Annotated

import typer

from stadtkern.flow.outlets.dcat import surveying
from stadtkern.settings import register

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def catalogue() -> None:
    """Der Datenkatalog."""
    register.require_migrated()


@group.command()
def check(
    *, advice: Annotated[bool, typer.Option("--advice", help="Auch zeigen, was nur empfohlen ist.")] = False
) -> None:
    """Alle öffentlichen Einträge und den Katalog gegen DCAT-AP.de 3.0 prüfen; Rückgabe 1 bei Verstößen."""
    survey = surveying.survey()
    for finding in survey.findings:
        if advice or finding.violation.severity == "violation":
            word = "Verstoß" if finding.violation.severity == "violation" else "Hinweis"
            told = finding.violation
            typer.echo(f"{word}  {finding.key}  {told.field} ({told.path}): {told.sentence}")
    typer.echo(
        f"{survey.entries} Einträge geprüft: {survey.violations} Verstöße gegen DCAT-AP.de 3.0, "
        f"{survey.advice} Hinweise."
    )
    if survey.violations:
        raise typer.Exit(1)
