# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern restore``: a city as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.conf import settings

from stadtkern.kernel.upkeep import service as upkeep
from stadtkern.settings import hand, register, work
from stadtkern.settings.keeping import ground, shelf
from stadtkern.settings.keeping import restore as restoring
from stadtkern.settings.keeping.stores import stores_of
from stadtkern.settings.keeping.work import vault
from stadtkern.settings.work import number

from .backup import KeyFile, Place, chosen

_CITY_TIME = ZoneInfo("Europe/Berlin")
_FORMS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]


def run(
    *,
    place: Place = "",
    key: KeyFile = None,
    at: Annotated[
        datetime | None,
        typer.Option(formats=_FORMS, help="Stand zu dieser Zeit (Europe/Berlin), z. B. 2026-11-22T08:00."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Eine vorhandene Stadt vorher beiseitelegen.")
    ] = False,
    as_it_was: Annotated[
        bool, typer.Option("--as-it-was", help="Nicht auf diese Version bringen: für den Weg zurück.")
    ] = False,
) -> None:
    """Eine Stadt aus einer Sicherung wiederherstellen: auf einem leeren Rechner oder mit --replace."""
    knobs = settings.KNOBS
    if ground.finish(knobs.data):
        typer.echo("Die unterbrochene Wiederherstellung ist abgeschlossen.")
        return
    there = vault(knobs, *chosen(place, key))
    moment = at.replace(tzinfo=_CITY_TIME) if at else None
    head = shelf.chosen(there, moment)
    made = head.made_at.astimezone(_CITY_TIME)
    typer.echo(f"Sicherung {head.id}: Stand {made:%d.%m.%Y %H:%M:%S}, Stadtkern {head.release}.")
    with hand.bar() as listener, work.heard_by(listener):
        done = restoring.restore(
            stores_of(knobs), there, head, replace_city=replace, now=datetime.now(UTC), note=work.note
        )
    if not as_it_was:
        _take_over(head.id, head.made_at)
    typer.echo(
        f"Wiederhergestellt und Zeile für Zeile verglichen: {number(done.tables)} Tabellen mit "
        f"{number(done.rows)} Zeilen, {number(head.observations)} Messwerte, {number(done.files)} Dateien.\n"
        "Alle müssen sich neu anmelden. Was seit diesem Stand gesperrt oder gelöscht wurde "
        "(Konten, Schlüssel, Daten auf Verlangen), bitte noch einmal sperren und löschen."
    )


def _take_over(backup: str, made_at: datetime) -> None:
    now = datetime.now(UTC)
    register.migrate()
    upkeep.note_release(version("stadtkern"), at=now)
    upkeep.note_restore("command line", backup, made_at=made_at, at=now)
