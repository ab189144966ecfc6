# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern secret``: the installation's secret key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from django.conf import settings

from stadtkern.settings import register, rotation, secret

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def secret_key() -> None:
    """Der geheime Schlüssel der Installation."""
    register.require_migrated()


@group.command()
def status() -> None:
    """Ob gerade ein Wechsel des Schlüssels läuft."""
    older = len(secret.keys(settings.KNOBS.data)) - 1
    if older:
        typer.echo(
            f"Ein Wechsel läuft: ein Schlüssel in Gebrauch, {older} früherer gilt noch. Wenn alle Prozesse "
            "laufen und alle Empfänger den neuen kennen: stadtkern secret rotate --finish"
        )
    else:
        typer.echo("Ein Schlüssel in Gebrauch, kein früherer.")


@group.command()
def rotate(
    *,
    finish: Annotated[bool, typer.Option("--finish", help="Den früheren Schlüssel verwerfen.")] = False,
    lose_broken: Annotated[
        bool, typer.Option("--lose-broken", help="Auch wenn sich einiges nicht mehr öffnen lässt.")
    ] = False,
) -> None:
    """Den Schlüssel wechseln; die Stadt darf dabei laufen."""
    now = datetime.now(UTC)
    data = settings.KNOBS.data
    if finish:
        done = rotation.finish(data, at=now, lose_broken=lose_broken)
        typer.echo(f"{done.changed} Geheimnisse neu versiegelt. Der frühere Schlüssel gilt nicht mehr.")
        return
    done = rotation.rotate(data, at=now)
    typer.echo(f"{done.changed} Geheimnisse neu versiegelt; der frühere Schlüssel gilt noch.")
    for place in done.broken:
        typer.echo(f"Nicht zu öffnen: {place}")
    typer.echo(
        "Sitzungen bleiben bestehen. Empfänger von Webhooks bekommen bis zum Abschluss zwei Unterschriften; "
        "ihr neues Geheimnis zeigt „stadtkern key webhook“. Abschließen: stadtkern secret rotate --finish"
    )
