# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern backup``: back up, list, verify, tidy up; make a key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.conf import settings

from stadtkern.kernel.errors import LakeBusy, WrongSetting
from stadtkern.settings import hand
from stadtkern.settings.keeping import keys, shelf, work
from stadtkern.settings.keeping.stores import stores_of
from stadtkern.settings.keeping.vault import Vault
from stadtkern.settings.keeping.words import BackupRefused
from stadtkern.settings.lake_work import size
from stadtkern.settings.work import heard_by, number

group = typer.Typer(rich_markup_mode=None)
_ACTOR = "command line"
_CITY_TIME = ZoneInfo("Europe/Berlin")
_PLACE = "Ordner oder s3://bucket/pfad, statt STADTKERN_BACKUP."
_KEY = "Datei mit dem Schlüssel, statt STADTKERN_BACKUP_KEY_FILE."
Place = Annotated[str, typer.Option("--from", "--to", help=_PLACE)]
KeyFile = Annotated[Path | None, typer.Option("--key", help=_KEY)]


@group.callback(invoke_without_command=True)
def make(
    context: typer.Context,
    *,
    to: Annotated[str, typer.Option("--to", help=_PLACE)] = "",
    key: KeyFile = None,
    again: Annotated[
        bool, typer.Option("--again", help="Alles neu schreiben, auch was schon dort liegt.")
    ] = False,
) -> None:
    """Die Stadt sichern, auch während sie läuft: Datenbank, Datensee und Dateien, wie sie zusammen waren."""
    if context.invoked_subcommand is not None:
        return
    place, file = chosen(to, key)
    there = work.vault(settings.KNOBS, place, file, again=again)
    if not _has_city():
        raise BackupRefused(f"In {settings.KNOBS.data} ist noch keine Stadt, die gesichert werden könnte.")
    try:
        with hand.bar() as listener, heard_by(listener):
            said = work.backed_up_still(settings.KNOBS, there, actor=_ACTOR)
    except LakeBusy:
        said = hand.followed(work.back_up, place, file, again, _ACTOR)
    typer.echo(said)


@group.command("key")
def make_key(file: Annotated[Path, typer.Argument(help="Datei, die angelegt wird.")]) -> None:
    """Einen Schlüssel anlegen. Ohne ihn ist keine Sicherung zu lesen: eine Abschrift getrennt aufbewahren."""
    keys.make(file)
    typer.echo(
        f"{file} angelegt. Ohne diesen Schlüssel ist jede Sicherung verloren: bitte eine Abschrift an einem "
        "anderen Ort aufbewahren, nicht bei den Sicherungen."
    )


@group.command("list")
def list_backups(*, place: Place = "", key: KeyFile = None) -> None:
    """Die Sicherungen zeigen, die neueste zuerst; Zeiten gelten für Europe/Berlin."""
    found = shelf.heads(_vault(place, key))
    for head in found:
        made = head.made_at.astimezone(_CITY_TIME)
        typer.echo(
            f"{head.id}  {made:%d.%m.%Y %H:%M:%S}  Stadtkern {head.release}  "
            f"{number(head.observations)} Messwerte  {number(head.rows)} Zeilen  {size(head.bytes)}"
        )
    if not found:
        typer.echo("Es gibt noch keine Sicherung.")


@group.command()
def verify(
    *,
    place: Place = "",
    key: KeyFile = None,
    newest: Annotated[bool, typer.Option("--newest", help="Nur die neueste.")] = False,
) -> None:
    """Alle Sicherungen ganz lesen und vergleichen; Rückgabewert 1, wenn eine beschädigt ist."""
    there = _vault(place, key)
    found = shelf.heads(there)
    with hand.bar() as listener, heard_by(listener):
        said = work.verified(there, found[:1] if newest else found)
    typer.echo(said)


@group.command()
def prune(
    *,
    place: Place = "",
    key: KeyFile = None,
    last: Annotated[int, typer.Option(help="So viele der neuesten bleiben.", min=1)] = 3,
    days: Annotated[int, typer.Option(help="Von so vielen Tagen bleibt die letzte.", min=0)] = 14,
    weeks: Annotated[int, typer.Option(help="Von so vielen Wochen bleibt die letzte.", min=0)] = 8,
    months: Annotated[int, typer.Option(help="Von so vielen Monaten bleibt die letzte.", min=0)] = 12,
) -> None:
    """Alte Sicherungen entfernen und Objekte, die keine mehr braucht; die neueste bleibt immer."""
    keep = shelf.Keep(last=last, days=days, weeks=weeks, months=months)
    typer.echo(work.pruned(_vault(place, key), keep))


def chosen(place: str, key: Path | None) -> tuple[str, str]:
    """Place and key as given, else as the settings say.

    Raises:
        WrongSetting: neither says it.
    """
    knobs = settings.KNOBS
    if not (place or knobs.backup):
        raise WrongSetting(
            "Es fehlt der Ort der Sicherungen: --to ORDNER angeben oder STADTKERN_BACKUP setzen."
        )
    file = key or knobs.backup_key
    if file is None:
        raise WrongSetting(
            "Es fehlt der Schlüssel: --key DATEI angeben oder STADTKERN_BACKUP_KEY_FILE setzen. "
            "„stadtkern backup key DATEI“ legt einen an."
        )
    return place or knobs.backup, str(file.absolute())


def _vault(place: str, key: Path | None) -> Vault:
    return work.vault(settings.KNOBS, *chosen(place, key))


def _has_city() -> bool:
    stores = stores_of(settings.KNOBS)
    return isinstance(stores.register, str) or stores.register.exists()
