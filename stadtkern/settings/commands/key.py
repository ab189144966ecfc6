# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern key``: keys of devices and programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest import webhook as delivery
from stadtkern.kernel import registry
from stadtkern.settings import register

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_ACTOR = "command line"


@group.callback()
def access() -> None:
    """Schlüssel für Geräte und Programme: Messwerte liefern, Objekte anlegen, Aufträge erteilen."""
    register.require_migrated()


@group.command()
def create(  # noqa: PLR0913 - one argument per option of the command line
    name: Annotated[str, typer.Argument(help="Name, z. B. des Geräts oder Dienstes.")],
    *,
    domain: Annotated[str, typer.Option("--subject", "--domain", help="Thema, z. B. sensors.")],
    source: Annotated[str, typer.Option(help="Schlüssel einer Datenquelle; leer: eine eigene.")] = "",
    register_things: Annotated[
        bool,
        typer.Option("--register", "--may-register", help="Darf Objekte und Datenströme anlegen und ändern."),
    ] = False,
    command: Annotated[bool, typer.Option("--command", help="Darf Aufträge an Geräte erteilen.")] = False,
    internal: Annotated[
        bool, typer.Option("--internal", help="Was der Schlüssel anlegt, ist nur intern zu sehen.")
    ] = False,
    no_observe: Annotated[
        bool, typer.Option("--no-observe", help="Darf keine Messwerte liefern oder ändern.")
    ] = False,
    topic: Annotated[
        list[str] | None,
        typer.Option(help="MQTT-Topic, an das der Schlüssel gebunden ist, z. B. geraete/%u/#; mehrfach."),
    ] = None,
    days: Annotated[int | None, typer.Option(help="Gültig so viele Tage; leer: unbegrenzt.", min=1)] = None,
) -> None:
    """Einen Schlüssel anlegen; er wird nur dieses eine Mal gezeigt."""
    now = datetime.now(UTC)
    registry.domain(domain)
    facts = keys.NewKey(
        name=name,
        domain=domain,
        source=source,
        may_observe=not no_observe,
        may_register=register_things,
        may_command=command,
        internal=internal,
        topics=tuple(topic or ()),
        expires_at=now + timedelta(days=days) if days else None,
    )
    _, secret = keys.create(_ACTOR, facts, now=now)
    typer.echo(f"Schlüssel „{name}“ (wird nicht noch einmal gezeigt):", err=True)
    typer.echo(secret)


@group.command()
def revoke(name: Annotated[str, typer.Argument(help="Name des Schlüssels.")]) -> None:
    """Einen Schlüssel sperren."""
    keys.revoke(_ACTOR, name, now=datetime.now(UTC))
    typer.echo(f"Schlüssel „{name}“ ist gesperrt.")


@group.command()
def webhook(
    actuator: Annotated[int, typer.Argument(help="Id des Aktors, wie in der Schnittstelle.")],
) -> None:
    """Das Geheimnis zeigen, mit dem Aufträge an die Webadresse eines Aktors unterschrieben werden."""
    typer.echo(delivery.secret(actuator))
