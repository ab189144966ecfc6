# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern tiles``: vector tiles as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from stadtkern.flow.outlets.ogc.tiles.layers import LAST_LEVEL
from stadtkern.kernel import audit
from stadtkern.settings import hand, tile_work

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def tiles() -> None:
    """Vektorkacheln der öffentlichen Geodaten."""


@group.command()
def export(
    collections: Annotated[
        list[str] | None, typer.Argument(help="Kennungen von Sammlungen; leer: alle öffentlichen.")
    ] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Datei, die geschrieben wird (.pmtiles).")],
    least: Annotated[int, typer.Option("--least", min=0, max=LAST_LEVEL, help="Gröbste Ebene.")] = 0,
    most: Annotated[int, typer.Option("--most", min=0, max=LAST_LEVEL, help="Feinste Ebene.")] = 14,
) -> None:
    """Kacheln als PMTiles ausgeben: eine Datei für Karten ohne Server."""
    if most < least:
        raise typer.BadParameter("die feinste Ebene liegt vor der gröbsten")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"den Ordner {output.absolute().parent} gibt es nicht")
    answer = hand.done(tile_work.export, list(collections or []), str(output.absolute()), least, most)
    told: dict[str, list[audit.Fact]] = {"collections": list(collections or [])}
    audit.record("command line", "tiles.export", "tiles", told, datetime.now(UTC))
    typer.echo(answer)
