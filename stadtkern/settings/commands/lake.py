# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern lake``: size, maintenance, forecast, retention."""

from __future__ import annotations

from typing import Annotated

import typer

from stadtkern.settings import hand, lake_work

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.command()
def status() -> None:
    """Größe und Zustand zeigen."""
    typer.echo(hand.done(lake_work.status))


@group.command()
def compact() -> None:
    """Jetzt pflegen: Dateien zusammenführen, Altes verwerfen, aufräumen (läuft sonst von allein)."""
    typer.echo(hand.done(lake_work.compact))


@group.command()
def forecast() -> None:
    """Zeigen, wann die Platte voll ist."""
    typer.echo(hand.done(lake_work.forecast))


@group.command()
def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Nur zählen, nichts entfernen.")] = False,
) -> None:
    """Entfernen, was nach den Aufbewahrungsfristen zu entfernen ist."""
    typer.echo(hand.done(lake_work.retention, dry_run))
