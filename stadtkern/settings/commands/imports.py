# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern import``: read files, folders or archives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stadtkern.settings import hand, work


def run(
    path: Annotated[
        Path, typer.Argument(exists=True, help="Datei, Ordner oder Archiv (zip, tar, gz, xz, zst).")
    ],
    *,
    source: Annotated[
        str | None, typer.Option(help="Schlüssel der Datenquelle; ohne Angabe nach den Dateinamen.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Auch schon eingelesene Dateien neu lesen.")] = False,
    collection: Annotated[
        str | None, typer.Option(help="Schlüssel der Objektsammlung, in die eine Datei mit Geodaten geht.")
    ] = None,
) -> None:
    """Dateien einlesen; schon Bekanntes wird übersprungen, ein abgebrochener Lauf kann wiederholt werden."""
    if collection is not None:
        typer.echo(hand.done(work.import_features, str(path.absolute()), collection))
        return
    typer.echo(hand.done(work.import_files, str(path.absolute()), source, again))
