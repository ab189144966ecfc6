# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern maintenance``: closes the pages for a while, and opens them again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from stadtkern.flow.outlets.operations import maintenance
from stadtkern.flow.outlets.operations.models import Maintenance
from stadtkern.settings import register

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_ACTOR = "command line"
_CITY_TIME = ZoneInfo("Europe/Berlin")
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


@group.callback()
def mode() -> None:
    """Wartungsmodus."""
    register.require_migrated()


@group.command()
def on(
    *,
    reason: Annotated[str, typer.Option(help="Ein Satz für alle, warum.")],
    until: Annotated[
        datetime | None, typer.Option(formats=_FORMATS, help="Voraussichtliches Ende, Ortszeit.")
    ] = None,
    begin: Annotated[
        datetime | None, typer.Option(formats=_FORMATS, help="Beginn, Ortszeit; leer: sofort.")
    ] = None,
    refuse_data: Annotated[
        bool, typer.Option("--refuse-data", help="Auch keine Messwerte annehmen.")
    ] = False,
) -> None:
    """Die Seiten schließen oder eine Wartung ankündigen; gilt nach höchstens zwei Sekunden."""
    now = datetime.now(UTC)
    plan = maintenance.Plan(
        reason=reason, begins_at=_utc(begin) or now, until=_utc(until), takes_data=not refuse_data
    )
    row = maintenance.announce(_ACTOR, plan, at=now)
    typer.echo("Wartungsmodus eingeschaltet." if row.in_force(now) else "Wartung angekündigt.")


@group.command()
def off() -> None:
    """Die Seiten wieder öffnen oder die Ankündigung zurücknehmen."""
    maintenance.end(_ACTOR, at=datetime.now(UTC))
    typer.echo("Wartungsmodus ausgeschaltet.")


@group.command()
def status() -> None:
    """Sagen, ob eine Wartung angekündigt oder im Gange ist."""
    row = Maintenance.objects.open().first()
    if row is None:
        typer.echo("Keine Wartung.")
        return
    word = "im Gange" if row.in_force(datetime.now(UTC)) else "angekündigt"
    until = f" bis voraussichtlich {_local(row.until)}" if row.until else ""
    typer.echo(f"Wartung {word}: {row.reason}\nSeit oder ab {_local(row.begins_at)}{until}.")


def _utc(local: datetime | None) -> datetime | None:
    return None if local is None else local.replace(tzinfo=_CITY_TIME).astimezone(UTC)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(_CITY_TIME):%d.%m.%Y %H:%M}"
