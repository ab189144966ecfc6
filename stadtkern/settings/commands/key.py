# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern key``: keys of devices and programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest import webhook as delivery
from stadtkern.flow.ingest.machines import listing
from stadtkern.flow.ingest.models import ApiKey
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
    domain: Annotated[
        str, typer.Option("--subject", "--domain", help="Thema, z. B. sensors; leer: liest nur.")
    ] = "",
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
    no_internal: Annotated[
        bool, typer.Option("--no-internal", help="Liest nur Öffentliches und mit ihm Geteiltes.")
    ] = False,
    metrics: Annotated[bool, typer.Option("--metrics", help="Darf /metrics lesen.")] = False,
    datastream: Annotated[
        list[str] | None, typer.Option(help="Nur dieser Datenstrom (Kennung); mehrfach.")
    ] = None,
    collection: Annotated[
        list[str] | None, typer.Option(help="Nur diese Sammlung (Kennung); mehrfach.")
    ] = None,
    oauth_client: Annotated[
        str, typer.Option(help="Kommt mit Tokens des Anmeldedienstes: client_id statt Schlüssel.")
    ] = "",
    oauth_subject: Annotated[str, typer.Option(help="Dazu das Subjekt (sub) der Tokens.")] = "",
    purpose: Annotated[str, typer.Option(help="Wofür er gebraucht wird.")] = "",
    topic: Annotated[
        list[str] | None,
        typer.Option(help="MQTT-Topic, an das der Schlüssel gebunden ist, z. B. geraete/%u/#; mehrfach."),
    ] = None,
    days: Annotated[int | None, typer.Option(help="Gültig so viele Tage; leer: unbegrenzt.", min=1)] = None,
) -> None:
    """Einen Schlüssel anlegen; er wird nur dieses eine Mal gezeigt."""
    now = datetime.now(UTC)
    if domain:
        registry.domain(domain)
    facts = keys.NewKey(
        name=name,
        domain=domain,
        source=source,
        may_observe=not no_observe and bool(domain),
        may_register=register_things,
        may_command=command,
        may_monitor=metrics,
        sees_internal=not no_internal,
        internal=internal,
        datastreams=tuple(datastream or ()),
        collections=tuple(collection or ()),
        oauth_client=oauth_client,
        oauth_subject=oauth_subject,
        purpose=purpose,
        topics=tuple(topic or ()),
        expires_at=now + timedelta(days=days) if days else None,
    )
    _, secret = keys.create(_ACTOR, facts, now=now)
    _say(name, secret)


@group.command()
def rotate(
    name: Annotated[str, typer.Argument(help="Name des Schlüssels.")],
    *,
    overlap_days: Annotated[
        int, typer.Option(help="So viele Tage gilt der alte Schlüssel noch.", min=0, max=90)
    ] = 7,
) -> None:
    """Einen Schlüssel gegen einen neuen wechseln; der alte gilt eine Weile weiter."""
    overlap = timedelta(days=overlap_days)
    _, secret = keys.rotate(_ACTOR, name, now=datetime.now(UTC), overlap=overlap)
    _say(name, secret)


@group.command("list")
def listed() -> None:
    """Alle Schlüssel zeigen: Stand, Thema, Rechte, zuletzt benutzt."""
    now = datetime.now(UTC)
    for row in ApiKey.objects.order_by("name").iterator():
        used = f"{row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "noch nie benutzt"
        facts = (row.name, listing.state_of(row, now), row.domain or "–", used)
        typer.echo("\t".join((*facts, ", ".join(listing.shown(row, now).rights))))


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


def _say(name: str, secret: str) -> None:
    if not secret:
        typer.echo(f"Der Zugang „{name}“ ist angelegt; er kommt mit Tokens des Anmeldedienstes.", err=True)
        return
    typer.echo(f"Schlüssel „{name}“ (wird nicht noch einmal gezeigt):", err=True)
    typer.echo(secret)
