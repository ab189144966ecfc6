# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern lamps``: a simulated fleet of street lamps."""

from __future__ import annotations

from typing import Annotated

import typer

from stadtkern.settings import hand, work

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def lamps() -> None:
    """Simulierte Leuchten."""


@group.command("simulate")
def simulate(
    *,
    number: Annotated[int, typer.Option(min=1, max=50_000, help="Wie viele Leuchten.")] = 5_000,
    days: Annotated[int, typer.Option(min=0, max=62, help="Messwerte für so viele Tage zurück.")] = 1,
) -> None:
    """Simulierte Leuchten anlegen, überall als simuliert gekennzeichnet; was schon da ist, bleibt."""
    typer.echo(hand.done(work.simulate_lamps, number, days))
