# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern demo``: the demo region, real open data with attribution."""

from __future__ import annotations

import typer

from stadtkern.settings import hand, work

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def region() -> None:
    """Die Demo-Region."""


@group.command("load")
def load_region() -> None:
    """Die Demo-Region einlesen; was schon da ist, bleibt."""
    typer.echo(hand.done(work.load_demo))
